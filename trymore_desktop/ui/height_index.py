"""Heights of thousands of rows, some measured, most guessed: where each begins, which is where.

A Fenwick tree (P. M. Fenwick, 1994): changing a height and asking for a place are O(log n).
"""

from collections.abc import Sequence


class HeightIndex:
    """Heights in pixels; `heights` are the first guesses."""

    def __init__(self, heights: Sequence[int] = ()) -> None:
        self._heights = list(heights)
        self._tree = [0, *self._heights]
        for node in range(1, len(self._tree)):
            parent = node + (node & -node)
            if parent < len(self._tree):
                self._tree[parent] += self._tree[node]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def __setitem__(self, row: int, height: int) -> None:
        change = height - self._heights[row]
        self._heights[row] = height
        node = row + 1
        while change and node < len(self._tree):
            self._tree[node] += change
            node += node & -node

    def append(self, height: int) -> None:
        """One more row at the end."""
        node = len(self._tree)
        self._heights.append(height)
        below = self.top(node - 1) - self.top(node - (node & -node))
        self._tree.append(height + below)

    def top(self, row: int) -> int:
        """Where a row begins; of `len(self)`, where all end."""
        total = 0
        while row > 0:
            total += self._tree[row]
            row -= row & -row
        return total

    @property
    def total(self) -> int:
        """The height of all rows."""
        return self.top(len(self._heights))

    def row_at(self, y: int) -> int:
        """The row that covers `y`; the first or last one beyond the ends. Needs a row."""
        row = 0
        step = 1 << (len(self._tree) - 1).bit_length()
        while step:
            node = row + step
            if node < len(self._tree) and self._tree[node] <= y:
                row = node
                y -= self._tree[node]
            step >>= 1
        return min(row, len(self._heights) - 1)
