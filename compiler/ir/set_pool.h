// Sets that rules share, each kept once: 10,000 rules over one feed own it once, equal sets have equal ids, and a
// target can emit a set once under its name.
#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/net/address_set.h"
#include "compiler/net/service_set.h"

namespace sgc::ir {

// Interns values with hash() and ==. References stay valid as the pool grows.
template <class Value, class Id>
class Pool {
 public:
  // The id of this value, new or known.
  Id intern(Value value) {
    auto& ids = by_hash_[value.hash()];
    for (const Id id : ids) {
      if (values_[id.index] == value) return id;
    }
    const Id id{static_cast<std::uint32_t>(values_.size())};
    values_.push_back(std::move(value));
    ids.push_back(id);
    return id;
  }

  const Value& operator[](Id id) const { return values_[id.index]; }
  std::size_t size() const { return values_.size(); }

 private:
  std::deque<Value> values_;
  std::unordered_map<std::size_t, std::vector<Id>> by_hash_;
};

struct SetPool {
  Pool<AddressSet, AddressSetId> addresses;
  Pool<ServiceSet, ServiceSetId> services;
};

}  // namespace sgc::ir
