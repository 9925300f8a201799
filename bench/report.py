"""Figures against what must be and what is aimed at."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Prints each figure as it comes; ``missed`` are the names of those that must be better."""

    missed: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def note(self, text: str) -> None:
        print(f"  {text}", flush=True)

    def least(self, name: str, value: float, must: float, aim: float, unit: str = "") -> None:
        """A figure that must be at least so much."""
        self._tell(name, value, must, aim, unit, sign="≥", met=value >= must, fine=value >= aim)

    def most(self, name: str, value: float, must: float, aim: float, unit: str = "") -> None:
        """A figure that must be at most so much."""
        self._tell(name, value, must, aim, unit, sign="≤", met=value <= must, fine=value <= aim)

    def _tell(
        self, name: str, value: float, must: float, aim: float, unit: str, *, sign: str,
        met: bool, fine: bool,
    ) -> None:  # fmt: skip
        verdict = "as aimed" if fine else "ok" if met else "MISSED"
        limits = f"must {sign} {must:g}, aim {sign} {aim:g}"
        print(f"  {name:<46}{value:>9.2f} {unit:<5} {limits:<28}{verdict}", flush=True)
        if not met:
            self.missed.append(name)
