#include "compiler/space/rectangle_cover.h"

#include <algorithm>

namespace sgc::space {
namespace {

constexpr std::size_t kSweepPays = 12;  // rectangles; below, splitting is faster than sorting

}  // namespace

std::optional<Rect> RectangleCover::uncovered(const Rect& area, std::span<const Rect> cover) {
  inside_.clear();
  for (const Rect& rect : cover) {
    if (!overlaps(area, rect)) continue;
    if (contains(rect, area)) return std::nullopt;
    inside_.push_back(intersect(area, rect));
  }
  if (inside_.empty()) return area;
  return inside_.size() < kSweepPays ? search(area, 0, inside_.size()) : sweep(area);
}

// Takes the first rectangle away from the area and looks at what is left on its four sides.
std::optional<Rect> RectangleCover::search(const Rect& area, std::size_t begin, std::size_t end) {
  while (begin < end && !overlaps(area, inside_[begin])) ++begin;
  if (begin == end) return area;

  const Rect hole = intersect(area, inside_[begin]);
  Rect rest = area;
  if (rest.first_line < hole.first_line) {
    rest.last_line = hole.first_line - 1;
    if (const auto found = search(rest, begin + 1, end)) return found;
  }
  if (hole.last_line < area.last_line) {
    rest.first_line = hole.last_line + 1;
    rest.last_line = area.last_line;
    if (const auto found = search(rest, begin + 1, end)) return found;
  }
  rest.first_line = hole.first_line;
  rest.last_line = hole.last_line;
  if (rest.first_number < hole.first_number) {
    rest.last_number = static_cast<std::uint16_t>(hole.first_number - 1);
    if (const auto found = search(rest, begin + 1, end)) return found;
  }
  if (hole.last_number < area.last_number) {
    rest.first_number = static_cast<std::uint16_t>(hole.last_number + 1);
    rest.last_number = area.last_number;
    if (const auto found = search(rest, begin + 1, end)) return found;
  }
  return std::nullopt;
}

// Walks over the lines with a segment tree over the numbers: how many rectangles lie on each piece of the line.
std::optional<Rect> RectangleCover::sweep(const Rect& area) {
  cuts_.assign({area.first_number, area.last_number + 1U});
  for (const Rect& rect : inside_) {
    cuts_.push_back(rect.first_number);
    cuts_.push_back(rect.last_number + 1U);
  }
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  const auto cut_at = [this](std::uint32_t number) {
    return static_cast<std::uint32_t>(std::lower_bound(cuts_.begin(), cuts_.end(), number) - cuts_.begin());
  };

  edges_.clear();
  for (const Rect& rect : inside_) {
    const std::uint32_t first = cut_at(rect.first_number);
    const std::uint32_t end = cut_at(rect.last_number + 1U);
    edges_.push_back({rect.first_line, first, end, 1});
    if (rect.last_line < area.last_line) edges_.push_back({rect.last_line + 1, first, end, -1});
  }
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.line < b.line; });

  const auto pieces = static_cast<std::uint32_t>(cuts_.size() - 1);
  tree_.assign(std::size_t{4} * pieces, {});
  std::uint32_t line = area.first_line;
  for (std::size_t next = 0;;) {
    for (; next < edges_.size() && edges_[next].line == line; ++next) add(1, 0, pieces, edges_[next]);
    const std::uint32_t last = next < edges_.size() ? edges_[next].line - 1 : area.last_line;
    if (!tree_[1].covered) {
      const std::uint32_t piece = first_bare(1, 0, pieces);
      return Rect{line, last, static_cast<std::uint16_t>(cuts_[piece]),
                  static_cast<std::uint16_t>(cuts_[piece + 1] - 1)};
    }
    if (next == edges_.size()) return std::nullopt;
    line = last + 1;
  }
}

void RectangleCover::add(std::size_t node, std::uint32_t left, std::uint32_t right, const Edge& edge) {
  if (edge.end <= left || right <= edge.first) return;
  Segment& segment = tree_[node];
  const bool whole = edge.first <= left && right <= edge.end;
  if (whole) {
    segment.count += edge.change;
  } else {
    const std::uint32_t middle = left + (right - left) / 2;
    add(2 * node, left, middle, edge);
    add(2 * node + 1, middle, right, edge);
  }
  const bool leaf = right - left == 1;
  segment.covered =
      segment.count > 0 || (!leaf && tree_[2 * node].covered && tree_[2 * node + 1].covered);
}

// The first piece that nothing covers. Before: the node is not covered.
std::uint32_t RectangleCover::first_bare(std::size_t node, std::uint32_t left, std::uint32_t right) const {
  while (right - left > 1) {
    const std::uint32_t middle = left + (right - left) / 2;
    const bool in_left = !tree_[2 * node].covered;
    node = 2 * node + (in_left ? 0 : 1);
    (in_left ? right : left) = middle;
  }
  return left;
}

}  // namespace sgc::space
