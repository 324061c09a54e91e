"""Tests for generated code, run inside the sandbox: `check(namespace)` raises if it is wrong."""

TWO_SUM = """
CASES = [([2, 7, 11, 15], 9), ([3, 2, 4], 6), ([3, 3], 6), ([-1, -2, -3, -4, -5], -8),
         ([0, 4, 3, 0], 0), ([1, 5, 9, 200, -7], 193)]

def find(space):
    for name, value in space.items():
        if name.lower().replace("_", "") == "twosum" and callable(value):
            return value
    for value in list(space.values()):
        if isinstance(value, type):
            for name in dir(value):
                if name.lower().replace("_", "") == "twosum":
                    return getattr(value(), name)
    raise AssertionError("no function of that name")

def check(space):
    solve = find(space)
    for numbers, target in CASES:
        found = list(solve(list(numbers), target))
        assert len(found) == 2, (numbers, target, found)
        first, second = found
        assert first != second, (numbers, target, found)
        assert numbers[first] + numbers[second] == target, (numbers, target, found)
"""

TESTS = {"two_sum": TWO_SUM}
