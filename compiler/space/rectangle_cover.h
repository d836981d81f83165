// Whether a rectangle of the service plane is covered by the union of others, and if not, a piece that is not.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/space/service_plane.h"

namespace sgc::space {

// Keeps its memory from one question to the next; a thread has its own.
class RectangleCover {
 public:
  // A rectangle inside `area` that meets none of `cover`; nothing if they cover all of it. The rectangles of `cover`
  // may lie anywhere. O(n log n), and mostly less.
  std::optional<Rect> uncovered(const Rect& area, std::span<const Rect> cover);

 private:
  // A side of a rectangle, where the sweep line enters or leaves it.
  struct Edge {
    std::uint32_t line = 0;
    std::uint32_t first = 0;  // of the rectangle's numbers, as indices into cuts_
    std::uint32_t end = 0;
    std::int32_t change = 0;
  };
  struct Segment {
    std::int32_t count = 0;
    bool covered = false;
  };

  // What splitting found out: whether a piece is bare, or that it takes too long.
  enum class Split : std::uint8_t { Covered, Bare, TooLong };

  Split split(const Rect& area, std::size_t begin, std::size_t end);
  Split split_around(const Rect& area, const Rect& hole, std::size_t begin, std::size_t end);
  std::optional<Rect> sweep(const Rect& area);
  void add(std::size_t node, std::uint32_t left, std::uint32_t right, const Edge& edge);
  std::uint32_t first_bare(std::size_t node, std::uint32_t left, std::uint32_t right) const;

  std::vector<Rect> near_;  // those that overlap the area; behind them, while splitting, those of its pieces
  std::size_t looks_left_ = 0;
  Rect bare_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> cuts_;
  std::vector<Segment> tree_;
};

}  // namespace sgc::space
