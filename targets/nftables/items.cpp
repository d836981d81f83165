#include "targets/nftables/items.h"

#include "targets/host/lists.h"

namespace sgc::nftables {

void append_items(TableBuilder& table, const ir::Rule& rule, Index index, Index effect, Family family,
                  std::vector<Item>& items) {
  const ir::Policy& policy = table.policy();
  if (!host::matches_family(policy, rule, family)) return;

  const auto tested = [&](ir::WhoId who) { return policy.addresses(who).is_any(family) ? ir::WhoId{} : who; };
  for (const Index part : table.services().parts(rule.service, family)) {
    items.push_back({index, tested(rule.source), tested(rule.destination), part, effect});
  }
}

void add_item(TableBuilder& table, Statements& to, const Item& item, Family family) {
  LineTests tests{scope_of(family), {}, {}};
  if (item.source.known()) tests.source = table.address_test(item.source, family, true);
  if (item.destination.known()) tests.destination = table.address_test(item.destination, family, false);
  table.add_line(to, tests, item.part, item.effect, item.rule);
}

}  // namespace sgc::nftables
