#include "targets/nftables/load_guard.h"

#include <algorithm>
#include <optional>

#include "targets/nftables/outlook.h"

namespace sgc::nftables {
namespace {

template <class Ranges>
bool is_set_of_intervals(const Ranges& ranges, bool named) {
  if (ranges.size() < 2 && !named) return false;  // written out without a set
  return std::any_of(ranges.begin(), ranges.end(), [](const auto& range) { return range.first != range.last; });
}

class Lookout {
 public:
  Lookout(const Model& model, const ir::Policy& policy, const Services& services)
      : model_(model), policy_(policy), services_(services), seen_(model.chains.size()) {}

  Outlook of(const Statements& statements) {
    Outlook all;
    for (const Statement& statement : statements) {
      all.add_behind(std::visit([this](const auto& said) { return of(said); }, statement));
    }
    return all;
  }

 private:
  static Outlook of(const Remark&) { return {}; }
  static Outlook of(const FixedText&) { return Outlook::of_verdict(ir::Verdict::Allow); }  // the frame only lets through

  Outlook of(const FamilySplit& split) {
    Outlook both = of_chain(split.v4);
    both.add_beside(of_chain(split.v6));
    return both;
  }

  Outlook of(const ChainMapUse& use) {
    Outlook any;
    for (const ChainMap::Element& element : model_.chain_maps[use.map].elements) any.add_beside(of_chain(element.chain));
    return any.behind_intervals();
  }

  Outlook of(const NamedSidesUse& use) { return of_chain(use.chain).behind_intervals(); }

  Outlook of(const RuleMapUse& use) {
    const RuleMap& map = model_.rule_maps[use.map];
    Outlook any;
    Index last = kNoIndex;
    for (const RuleMap::Element& element : map.elements) {
      if (element.effect != last) any.add_beside(of_effect(element.effect));
      last = element.effect;
    }
    return map.intervals ? any.behind_intervals() : any;
  }

  Outlook of(const Line& line) {
    const bool intervals = asks_intervals(line.source, line.scope) || asks_intervals(line.destination, line.scope) || asks_intervals(line.service);
    const Outlook effect = of_effect(line.effect);
    return intervals ? effect.behind_intervals() : effect;
  }

  Outlook of_effect(Index index) {
    const Effect& effect = model_.effects[index];
    return effect.only_by_chain ? of_chain(effect.chain) : Outlook::of_verdict(effect.verdict);
  }

  Outlook of_chain(Index chain) {
    if (chain == kNoIndex) return {};
    if (!seen_[chain]) seen_[chain] = of(model_.chains[chain].statements);
    return *seen_[chain];
  }

  bool asks_intervals(const AddressTest& test, Line::Scope scope) const {
    if (test.kind == AddressTest::Kind::None) return false;
    const bool named = test.kind == AddressTest::Kind::Named;
    const AddressSet& set = policy_.addresses(named ? model_.address_sets[test.index].addresses : ir::AddressSetId{test.index});
    return scope == Line::Scope::V6 ? is_set_of_intervals(set.v6(), named) : is_set_of_intervals(set.v4(), named);
  }

  bool asks_intervals(Index service) const {
    const ServiceTest& test = model_.services[service];
    const ServicePart& part = services_.part(test.part);
    const auto asks = [](const Numbers& numbers, Index named) { return named != kNoIndex || is_set_of_intervals(numbers, false); };
    return asks(part.protocols, test.protocols) || asks(part.a, test.a) || asks(part.b, test.b);
  }

  const Model& model_;
  const ir::Policy& policy_;
  const Services& services_;
  std::vector<std::optional<Outlook>> seen_;  // by chain
};

}  // namespace

bool needs_load_guard(const Model& model, const ir::Policy& policy, const Services& services, ir::Direction direction,
                      const Statements& base) {
  Outlook list = Lookout(model, policy, services).of(base);
  if (model.point->list(direction).otherwise.verdict == ir::Verdict::Allow) list.add_behind(Outlook::of_verdict(ir::Verdict::Allow));
  return list.opens;
}

}  // namespace sgc::nftables
