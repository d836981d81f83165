#include "compiler/space/rectangle_cover.h"

#include <algorithm>

namespace sgc::space {
namespace {

// Splitting finds an answer quickly where a few large rectangles give it. It may look at each rectangle so many times
// before the sweep, which is never slow, takes over.
constexpr std::size_t kLooksOfSplitting = 8;

std::uint64_t size_of(const Rect& rect) {
  return (std::uint64_t{rect.last_line} - rect.first_line + 1) * (rect.last_number - rect.first_number + 1ULL);
}

}  // namespace

std::optional<Rect> RectangleCover::uncovered(const Rect& area, std::span<const Rect> cover) {
  near_.assign(cover.begin(), cover.end());
  looks_left_ = kLooksOfSplitting * (near_.size() + 1);
  switch (split(area, 0, near_.size())) {
    case Split::Covered: return std::nullopt;
    case Split::Bare: return bare_;
    case Split::TooLong: break;
  }
  near_.assign(cover.begin(), cover.end());
  std::erase_if(near_, [&](const Rect& rect) { return !overlaps(area, rect); });
  for (Rect& rect : near_) rect = intersect(area, rect);
  return sweep(area);
}

// Takes the rectangle that has most of the area away from it, and looks at what is left on its four sides.
RectangleCover::Split RectangleCover::split(const Rect& area, std::size_t begin, std::size_t end) {
  if (looks_left_ < end - begin) return Split::TooLong;
  looks_left_ -= end - begin;

  const std::size_t first = near_.size();
  Rect hole;
  std::uint64_t most = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Rect rect = near_[i];
    if (!overlaps(area, rect)) continue;
    const Rect both = intersect(area, rect);
    if (both == area) {
      near_.resize(first);
      return Split::Covered;
    }
    const std::uint64_t size = size_of(both);
    if (size > most) hole = both;
    most = std::max(most, size);
    near_.push_back(rect);
  }
  if (most == 0) {
    bare_ = area;
    return Split::Bare;
  }
  const Split found = split_around(area, hole, first, near_.size());
  near_.resize(first);
  return found;
}

RectangleCover::Split RectangleCover::split_around(const Rect& area, const Rect& hole, std::size_t begin,
                                                   std::size_t end) {
  Rect rest = area;
  if (rest.first_line < hole.first_line) {
    rest.last_line = hole.first_line - 1;
    if (const Split found = split(rest, begin, end); found != Split::Covered) return found;
  }
  if (hole.last_line < area.last_line) {
    rest.first_line = hole.last_line + 1;
    rest.last_line = area.last_line;
    if (const Split found = split(rest, begin, end); found != Split::Covered) return found;
  }
  rest.first_line = hole.first_line;
  rest.last_line = hole.last_line;
  if (rest.first_number < hole.first_number) {
    rest.last_number = static_cast<std::uint16_t>(hole.first_number - 1);
    if (const Split found = split(rest, begin, end); found != Split::Covered) return found;
  }
  if (hole.last_number < area.last_number) {
    rest.first_number = static_cast<std::uint16_t>(hole.last_number + 1);
    rest.last_number = area.last_number;
    if (const Split found = split(rest, begin, end); found != Split::Covered) return found;
  }
  return Split::Covered;
}

// Walks over the lines with a segment tree over the numbers: how many rectangles lie on each piece of the line.
std::optional<Rect> RectangleCover::sweep(const Rect& area) {
  cuts_.assign({area.first_number, area.last_number + 1U});
  for (const Rect& rect : near_) {
    cuts_.push_back(rect.first_number);
    cuts_.push_back(rect.last_number + 1U);
  }
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  const auto cut_at = [this](std::uint32_t number) {
    return static_cast<std::uint32_t>(std::lower_bound(cuts_.begin(), cuts_.end(), number) - cuts_.begin());
  };

  edges_.clear();
  for (const Rect& rect : near_) {
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
