#include "compiler/ir/address_classes.h"

#include <algorithm>

namespace sgc::ir {
namespace {

// Splits each class that `cutter` holds a part of.
std::vector<AddressSet> cut(std::vector<AddressSet> classes, const AddressSet& cutter) {
  std::vector<AddressSet> result;
  result.reserve(classes.size());

  for (AddressSet& one : classes) {
    AddressSet inside = intersect(one, cutter);
    if (inside.empty() || inside == one) {
      result.push_back(std::move(one));
      continue;
    }
    result.push_back(subtract(one, inside));
    result.push_back(std::move(inside));
  }
  return result;
}

}  // namespace

std::vector<AddressSet> address_classes(const AddressSet& whole, std::span<const AddressSet* const> cutters) {
  std::vector<AddressSet> classes;
  for (const Family family : kFamilies) {
    if (!whole.empty(family)) classes.push_back(whole.restricted_to(family));
  }

  for (const AddressSet* cutter : cutters) classes = cut(std::move(classes), *cutter);

  std::sort(classes.begin(), classes.end(),
            [](const AddressSet& a, const AddressSet& b) { return a.front() < b.front(); });
  return classes;
}

}  // namespace sgc::ir
