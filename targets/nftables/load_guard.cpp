#include "targets/nftables/load_guard.h"

#include <algorithm>

namespace sgc::nftables {
namespace {

template <class Ranges>
bool is_set_of_intervals(const Ranges& ranges, bool named) {
  if (ranges.size() < 2 && !named) return false;  // written out without a set
  return std::any_of(ranges.begin(), ranges.end(), [](const auto& range) { return range.first != range.last; });
}

class GuardSearch {
 public:
  GuardSearch(const Model& model, const ir::Policy& policy, const Services& services)
      : model_(model), policy_(policy), services_(services) {}

  bool needs(const Statements& statements) const {
    return std::any_of(statements.begin(), statements.end(),
                       [this](const Statement& statement) { return std::visit([this](const auto& said) { return needs(said); }, statement); });
  }

 private:
  bool needs(const Remark&) const { return false; }
  bool needs(const FixedText&) const { return false; }
  bool needs(const FamilySplit&) const { return false; }
  bool needs(const ChainMapUse&) const { return true; }  // a chain holds lines of every verdict

  bool needs(const RuleMapUse& use) const {
    const RuleMap& map = model_.rule_maps[use.map];
    return map.intervals && std::any_of(map.elements.begin(), map.elements.end(), [this](const RuleMap::Element& element) { return takes_away(element.effect); });
  }

  bool needs(const Line& line) const {
    return takes_away(line.effect) && (asks_intervals(line.source, line.scope) || asks_intervals(line.destination, line.scope) || asks_intervals(line.service));
  }

  bool takes_away(Index effect) const { return model_.effects[effect].verdict != ir::Verdict::Allow; }

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
};

}  // namespace

bool needs_load_guard(const Model& model, const ir::Policy& policy, const Services& services, ir::Direction direction,
                      const Statements& base) {
  const GuardSearch search(model, policy, services);
  return search.needs(base) || std::any_of(model.chains.begin(), model.chains.end(), [&](const Chain& chain) {
           return chain.direction == direction && search.needs(chain.statements);
         });
}

}  // namespace sgc::nftables
