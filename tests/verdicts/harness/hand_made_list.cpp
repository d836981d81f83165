#include "tests/verdicts/harness/hand_made_list.h"

#include "compiler/ir/evaluate.h"
#include "compiler/net/parse_address.h"
#include "compiler/support/assert.h"

namespace sgc::verdicts {
namespace {

AddressSet one(std::string_view text) {
  if (text == "any") return AddressSet::any();
  if (text == "any4") return AddressSet::any(Family::V4);
  if (text == "any6") return AddressSet::any(Family::V6);
  const ParsedAddress parsed = parse_address(text);
  SGC_ASSERT(parsed.ok(), "a test writes addresses that can be read");
  return AddressSet::of(parsed.range);
}

}  // namespace

AddressSet addresses(std::initializer_list<std::string_view> texts) {
  AddressSet all;
  for (const std::string_view text : texts) all = unite(all, one(text));
  return all;
}

ir::WhoId side(ir::Policy& policy, const AddressSet& set) {
  ir::WhoItem item;
  item.addresses = policy.sets.addresses.intern(set);
  ir::Who who;
  who.items.push_back(item);
  who.addresses = item.addresses;
  return policy.whos.intern(who);
}

HandMadeList& HandMadeList::add(ir::Verdict verdict, const AddressSet& source, const AddressSet& destination,
                                const ServiceSet& service) {
  ir::Rule rule;
  rule.source = side(policy, source);
  rule.destination = side(policy, destination);
  rule.service = policy.sets.services.intern(service);
  rule.verdict = verdict;
  list.rules.push_back(rule);
  return *this;
}

HandMadeList& HandMadeList::otherwise(ir::Verdict verdict) {
  list.otherwise.verdict = verdict;
  return *this;
}

ir::Verdict HandMadeList::verdict_of(const ir::Packet& packet) const {
  return ir::evaluate(policy, list, packet).verdict;
}

}  // namespace sgc::verdicts
