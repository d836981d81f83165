#include "targets/aws/meaning.h"

#include <map>

#include "targets/cloud/holders.h"

namespace sgc::targets::aws {
namespace {

AddressSet set_of(const std::vector<cloud::Cidr>& blocks) {
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
  for (const cloud::Cidr& block : blocks) {
    const AddressRange range = block.range();
    if (range.family == Family::V6) {
      v6.push_back({range.first, range.last});
    } else {
      v4.push_back({static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)});
    }
  }
  return AddressSet::from_ranges(std::move(v4), std::move(v6));
}

// All sources of one service, in one family or by reference, as one set: a union of allows has no order.
struct Senders {
  std::vector<cloud::Cidr> blocks;
  AddressSet others;
};

struct AddTo {
  const Service& service;
  const Model& model;
  const ir::Policy& policy;
  std::map<std::pair<Service, int>, Senders>& rules;

  static constexpr int kReference = 2;

  Senders& at(Family family) const { return rules[{service, family == Family::V4 ? 0 : 1}]; }

  void operator()(const cloud::Cidr& block) const { at(block.family).blocks.push_back(block); }
  void operator()(const OwnListReference& reference) const {
    const PrefixList& list = model.prefix_lists[reference.index];
    std::vector<cloud::Cidr>& blocks = at(list.family).blocks;
    blocks.insert(blocks.end(), list.entries.begin(), list.entries.end());
  }
  void operator()(const GroupReference& reference) const {
    add(cloud::matched_by_reference(policy, reference.point));
  }
  void operator()(const PrefixListReference& reference) const {
    add(policy.addresses(policy.prefix_lists[reference.list.index].addresses));
  }

 private:
  void add(const AddressSet& members) const {
    AddressSet& others = rules[{service, kReference}].others;
    others = unite(others, members);
  }
};

}  // namespace

void append_lines(cloud::LineList& lines, const GroupList& list, const Model& model, const ir::Policy& policy) {
  std::map<std::pair<Service, int>, Senders> rules;
  for (const Entry& entry : list.entries) std::visit(AddTo{entry.service, model, policy, rules}, entry.peer);
  for (const auto& [key, all] : rules) {
    const auto& [service, kind] = key;
    const ServiceSet* const services =
        lines.keep(kind == AddTo::kReference ? set_of(service) : set_of(service, kind == 0 ? Family::V4 : Family::V6));
    const AddressSet* const far = lines.keep(kind == AddTo::kReference ? all.others : set_of(all.blocks));
    lines.add({nullptr, far, services, true});
  }
  lines.otherwise(false);
}

void append_lines(cloud::LineList& lines, const AclList& list) {
  for (const AclEntry& entry : list.entries) {
    const AddressSet* const far = lines.keep(AddressSet::of(entry.block.range()));
    lines.add({nullptr, far, lines.keep(set_of(entry.service, entry.block.family)), entry.allow});
  }
  lines.otherwise(false);
}

}  // namespace sgc::targets::aws
