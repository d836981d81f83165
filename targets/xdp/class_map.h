// A table of addresses read from a text, as what it says of every address: the intervals that it knows, and which sets
// of addresses are made of whole classes of it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/net/address_set.h"
#include "targets/xdp/address_table.h"

namespace sgc::targets::xdp {

struct ClassInterval {
  u128 first = 0;
  u128 last = 0;
  std::uint32_t value = 0;  // what the table says there: a class, or the place of a list
  std::uint32_t rank = 0;   // of the value, among all
};

class ClassMap {
 public:
  // Before: check_tables takes the table.
  ClassMap(const AddressTable& table, Family family);

  std::span<const ClassInterval> intervals() const { return intervals_; }  // ascending; together every address
  std::span<const std::uint32_t> values() const { return values_; }        // ascending, each once

  // The values of the addresses of the set, ascending; nothing where an address of the set and one outside share one.
  std::optional<std::vector<std::uint32_t>> values_in(const AddressSet& set) const;

 private:
  Family family_;
  std::vector<ClassInterval> intervals_;
  std::vector<std::uint32_t> values_;
  std::vector<std::uint32_t> intervals_of_;  // how many have a value, by its rank
  mutable std::vector<std::uint32_t> met_;   // by rank; zero between calls
};

}  // namespace sgc::targets::xdp
