#include "targets/nftables/cells.h"

#include <algorithm>

#include "targets/nftables/address_cut.h"

namespace sgc::nftables {
namespace {

// Named addresses of one class, without a gap.
struct Atom {
  RangeV6 range;
  const AddressClass* of = nullptr;
};

std::vector<Atom> atoms_of(const AddressCut& cut) {
  std::vector<Atom> atoms;
  for (const AddressClass& address_class : cut.classes) {
    for (const RangeV6& range : address_class.ranges) atoms.push_back({range, &address_class});
  }
  std::sort(atoms.begin(), atoms.end(), [](const Atom& a, const Atom& b) { return a.range.first < b.range.first; });
  return atoms;
}

// The number from `first` to `last` with the most zeros at its end.
u128 roundest(u128 first, u128 last) {
  u128 best = last;
  for (unsigned zeros = 1; zeros < 128; ++zeros) {
    const u128 round = last >> zeros << zeros;
    if (round < first) break;
    best = round;
  }
  return best;
}

void append(std::vector<RangeV6>& ranges, const RangeV6& range) {
  if (!ranges.empty() && ranges.back().last + 1 == range.first) {
    ranges.back().last = range.last;
  } else {
    ranges.push_back(range);
  }
}

}  // namespace

Cells make_cells(const AddressCut& cut, Family family) {
  const std::vector<Atom> atoms = atoms_of(cut);
  Cells cells;
  u128 first = 0;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    append(cells.named, atoms[i].range);
    const bool last = i + 1 == atoms.size();
    if (!last && atoms[i + 1].of == atoms[i].of) continue;

    const u128 end = last ? last_address(family) : roundest(atoms[i].range.last + 1, atoms[i + 1].range.first) - 1;
    for (const Index side : atoms[i].of->sides) append(cells.of[cut.sides[side].index], {first, end});
    first = end + 1;
  }
  return cells;
}

}  // namespace sgc::nftables
