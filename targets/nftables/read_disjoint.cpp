#include "targets/nftables/read_disjoint.h"

#include <algorithm>
#include <array>
#include <set>

namespace sgc::nftables {
namespace {

// An element as intervals: each side of it is one range of one family, its services one run of ports.
struct ElementBlock {
  std::array<RangeV6, 3> extent;  // source, destination, service
  std::size_t element = 0;
};

// The numbers of both families lie on one line, so two elements may seem to meet that do not: those are looked at.
RangeV6 extent_of(const AddressSet& set) {
  if (set.v4().empty() == set.v6().empty()) return {0, kLastAddressV6};
  if (!set.v4().empty()) return {set.v4().front().first, set.v4().back().last};
  return {set.v6().front().first, set.v6().back().last};
}

RangeV6 extent_of(const ServiceSet& services) {
  u128 first = kLastAddressV6;
  u128 last = 0;
  for (const ServiceBox& box : services.boxes()) {
    first = std::min(first, u128{box.first_protocol} << 16U | box.b.first);
    last = std::max(last, u128{box.last_protocol} << 16U | box.b.last);
  }
  return {first, last};
}

bool share(const Region& a, const Region& b) { return !intersect(a, b).empty(); }

// Sweeps along one dimension and compares what lies over one place.
std::optional<std::pair<std::size_t, std::size_t>> sweep(std::vector<ElementBlock> blocks, std::size_t dimension,
                                                         const std::vector<ReadElement>& elements) {
  std::sort(blocks.begin(), blocks.end(),
            [&](const ElementBlock& a, const ElementBlock& b) { return a.extent[dimension].first < b.extent[dimension].first; });
  std::vector<const ElementBlock*> open;
  for (const ElementBlock& block : blocks) {
    std::erase_if(open, [&](const ElementBlock* other) { return other->extent[dimension].last < block.extent[dimension].first; });
    for (const ElementBlock* other : open) {
      bool apart = false;
      for (std::size_t i = 0; i < block.extent.size(); ++i) {
        apart = apart || block.extent[i].last < other->extent[i].first || other->extent[i].last < block.extent[i].first;
      }
      const ReadElement& one = elements[other->element];
      const ReadElement& two = elements[block.element];
      if (!apart && share(one.region, two.region)) return std::pair(one.line, two.line);
    }
    open.push_back(&block);
  }
  return std::nullopt;
}

std::size_t different_places(const std::vector<ElementBlock>& blocks, std::size_t dimension) {
  std::set<u128> places;
  for (const ElementBlock& block : blocks) places.insert(block.extent[dimension].first);
  return places.size();
}

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> find_shared_packet(const std::vector<ReadElement>& elements) {
  std::vector<ElementBlock> blocks;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Region& region = elements[i].region;
    blocks.push_back({{extent_of(region.source), extent_of(region.destination), extent_of(region.service)}, i});
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < 3; ++i) {
    if (different_places(blocks, i) > different_places(blocks, best)) best = i;
  }
  return sweep(std::move(blocks), best, elements);
}

}  // namespace sgc::nftables
