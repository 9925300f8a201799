"""Lecture series: the rubric as data, the official score step by step, and the adjusted one."""
