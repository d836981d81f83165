#include "targets/xdp/walk_proof.h"

#include <algorithm>

#include "compiler/net/hash.h"
#include "targets/host/unreadable.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kMostSteps = 2'000'000'000;

// Where a box begins or has ended to take values.
struct RangeBorder {
  std::uint32_t at;
  std::uint32_t box;

  auto operator<=>(const RangeBorder&) const = default;
};

void toggle(std::vector<std::uint32_t>& standing, std::uint32_t box) {
  const auto at = std::lower_bound(standing.begin(), standing.end(), box);
  if (at != standing.end() && *at == box) {
    standing.erase(at);
  } else {
    standing.insert(at, box);
  }
}

}  // namespace

std::size_t WalkProof::KeyHash::operator()(const BoxList& key) const {
  std::size_t hash = key.size();
  for (const std::uint32_t word : key) hash = mix_hash(hash, word);
  return hash;
}

void WalkProof::run(Word root, std::span<const ProofBox> boxes, const TakeDifference& take) {
  boxes_ = boxes;
  take_ = &take;
  done_ = false;
  known_.clear();
  full_from_.clear();
  BoxList all;
  for (const ProofBox& box : boxes) {
    std::uint8_t level = kFields;
    while (level > 0 && box.ranges[static_cast<std::size_t>(order_[level - 1U])].empty()) --level;
    full_from_.push_back(level);
    all.push_back(static_cast<std::uint32_t>(all.size()));
  }
  agrees(root, 0, all);
}

void WalkProof::spend(std::size_t steps) {
  spent_ += steps;
  if (spent_ > kMostSteps) throw host::Unreadable(0, "the comparison with the policy took too many steps");
}

std::size_t WalkProof::level_of(Word at) const {
  if (is_leaf(at)) return kFields;
  return static_cast<std::size_t>(std::find(order_.begin(), order_.end(), field_of(at)) - order_.begin());
}

bool WalkProof::is_tested(std::size_t level, const BoxList& boxes) const {
  const auto field = static_cast<std::size_t>(order_[level]);
  return std::any_of(boxes.begin(), boxes.end(), [&](std::uint32_t box) { return !boxes_[box].ranges[field].empty(); });
}

bool WalkProof::agrees(Word at, std::size_t level, const BoxList& boxes) {
  const std::size_t tested = level_of(at);
  if (!is_leaf(at) && (tested < level || tested == kFields)) throw host::Unreadable(0, "a node tests a field that is not its turn");
  while (level < kFields && level != tested && !is_tested(level, boxes)) {
    here_[static_cast<std::size_t>(order_[level])] = {0, last_[static_cast<std::size_t>(order_[level])]};
    ++level;
  }
  if (level < kFields) return agrees_at_field(at, level, boxes);

  const Word wanted = boxes.empty() ? kNoRule : boxes_[boxes.front()].leaf;
  if (alike_(at, wanted)) return true;
  done_ = (*take_)(here_);
  return false;
}

bool WalkProof::agrees_at_field(Word at, std::size_t level, const BoxList& boxes) {
  BoxList key{at, static_cast<std::uint32_t>(level)};
  key.insert(key.end(), boxes.begin(), boxes.end());
  if (known_.contains(key)) return true;

  const auto field = static_cast<std::size_t>(order_[level]);
  const bool node = level_of(at) == level;
  const std::vector<std::uint32_t> keys = node ? keys_of(nodes_, place_of(at)) : std::vector<std::uint32_t>();
  std::vector<RangeBorder> borders;
  BoxList always;
  for (const std::uint32_t box : boxes) {
    if (boxes_[box].ranges[field].empty()) always.push_back(box);
    for (const ValueRange& range : boxes_[box].ranges[field]) {
      borders.push_back({range.first, box});
      if (range.last < last_[field]) borders.push_back({range.last + 1, box});
    }
  }
  std::sort(borders.begin(), borders.end());

  bool same = true;
  BoxList standing;
  BoxList list;
  std::size_t next_border = 0;
  std::size_t next_key = 0;
  for (std::uint64_t from = 0; from <= last_[field] && !done_;) {
    for (; next_border < borders.size() && borders[next_border].at == from; ++next_border) toggle(standing, borders[next_border].box);
    while (next_key < keys.size() && keys[next_key] <= from) ++next_key;
    std::uint64_t end = std::uint64_t{last_[field]} + 1;
    if (next_border < borders.size()) end = std::min<std::uint64_t>(end, borders[next_border].at);
    if (next_key < keys.size()) end = std::min<std::uint64_t>(end, keys[next_key]);

    list.clear();
    std::merge(always.begin(), always.end(), standing.begin(), standing.end(), std::back_inserter(list));
    const auto all = std::find_if(list.begin(), list.end(), [&](std::uint32_t box) { return full_from_[box] <= level + 1; });
    if (all != list.end()) list.erase(all + 1, list.end());
    spend(1 + always.size() + standing.size());

    here_[field] = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(end - 1)};
    const Word child = node ? children_of(nodes_, place_of(at))[next_key] : at;
    same = agrees(child, level + 1, list) && same;
    from = end;
  }
  if (same) known_.insert(std::move(key));
  return same;
}

}  // namespace sgc::targets::xdp
