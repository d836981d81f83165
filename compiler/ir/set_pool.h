// Sets that rules share, each kept once: 10,000 rules over one feed own it once, equal sets have equal ids, and a
// target can emit a set once under its name.
#pragma once

#include <deque>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/net/address_set.h"
#include "compiler/net/service_set.h"

namespace sgc::ir {

// Interns values with hash() and ==. References stay valid as the pool grows. Ids count up from 0.
template <class Value, class Id>
class Pool {
 public:
  // The id of this value, new or known.
  Id intern(Value value) {
    if (values_.size() * 2 >= slots_.size()) grow();

    const std::size_t hash = value.hash();
    std::size_t slot = hash & mask();
    for (; slots_[slot] != kEmpty; slot = (slot + 1) & mask()) {
      const std::uint32_t index = slots_[slot];
      if (hashes_[index] == hash && values_[index] == value) return Id{index};
    }

    const Id id{static_cast<std::uint32_t>(values_.size())};
    slots_[slot] = id.index;
    hashes_.push_back(hash);
    values_.push_back(std::move(value));
    return id;
  }

  const Value& operator[](Id id) const { return values_[id.index]; }
  std::size_t size() const { return values_.size(); }

 private:
  static constexpr std::uint32_t kEmpty = UINT32_MAX;
  static constexpr std::size_t kFirstSlots = 64;

  std::size_t mask() const { return slots_.size() - 1; }

  void grow() {
    slots_.assign(slots_.empty() ? kFirstSlots : slots_.size() * 2, kEmpty);
    for (std::uint32_t index = 0; index < hashes_.size(); ++index) {
      std::size_t slot = hashes_[index] & mask();
      while (slots_[slot] != kEmpty) slot = (slot + 1) & mask();
      slots_[slot] = index;
    }
  }

  std::deque<Value> values_;
  std::vector<std::size_t> hashes_;
  std::vector<std::uint32_t> slots_;  // open addressing, a power of two, at most half full
};

struct SetPool {
  Pool<AddressSet, AddressSetId> addresses;
  Pool<ServiceSet, ServiceSetId> services;
};

}  // namespace sgc::ir
