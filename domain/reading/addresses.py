"""Addresses that a text keeps: they are stable, so a text that was rendered once stays true."""


def material_address(class_slug: str, slug: str) -> str:
    return f"/reading/{class_slug}/{slug}"


def picture_address(class_slug: str, name: str) -> str:
    return f"/reading/{class_slug}/pictures/{name}"
