#include "targets/aws/list_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "targets/aws/denies.h"
#include "targets/aws/facts.h"
#include "targets/cloud/rule_text.h"

namespace sgc::targets::aws {
namespace {

using cloud::Traffic;

constexpr std::size_t kLeastListed = 8;  // addresses of a part, in blocks, that become a prefix list

std::vector<cloud::Taker> takers_of(const Workshop& shop, const ListOrder& order, const Cutting& cutting) {
  const ir::RuleList& list = order.point->list(order.direction);
  std::vector<cloud::Taker> takers;
  for (const AllowedPart& part : cutting.parts) {
    const Count count = count_rules(shop.policy, part);
    const std::uint64_t used = std::max(count[0], count[1]);
    const Span where = part.rule < list.rules.size() ? list.rules[part.rule].span : list.otherwise.span;
    const std::string what = part.cut ? "this allow, cut around the denies before it," : "this rule";
    if (!takers.empty() && takers.back().where == where && takers.back().what == what) {
      takers.back().used += used;
    } else {
      takers.push_back({where, what, used});
    }
  }
  std::erase_if(takers, [](const cloud::Taker& taker) { return taker.used <= 1; });
  return takers;
}

// Writes the parts of one list.
class ListWriting {
 public:
  ListWriting(Workshop& shop, const ListOrder& order) : shop_(shop), order_(order) {}

  std::vector<Entry> run(const Cutting& cutting) && {
    for (const AllowedPart& part : cutting.parts) write(part);
    return std::move(entries_);
  }

 private:
  void write(const AllowedPart& part) {
    const ir::RuleList& list = order_.point->list(order_.direction);
    const bool by_rule = part.rule < list.rules.size();
    const std::string text = by_rule ? cloud::rule_text(shop_.policy, shop_.sources, list.rules[part.rule])
                                     : cloud::default_text(shop_.sources, list.otherwise);
    Entry entry;
    entry.description = cloud::fit_text(text, kDescriptionRule);
    entry.where = by_rule ? list.rules[part.rule].span : list.otherwise.span;
    for (const Traffic& traffic : cloud::traffic_of(part.services, part.families)) {
      const std::vector<Peer> peers = peers_of(part, traffic);
      for (const Service& service : services_of(traffic)) {
        entry.service = service;
        for (const Peer& peer : peers) {
          entry.peer = peer;
          add(entry);
        }
      }
    }
  }

  // The service refuses to be told the same rule twice.
  void add(const Entry& entry) {
    if (known_.insert(match_text(entry)).second) entries_.push_back(entry);
  }

  std::vector<Peer> peers_of(const AllowedPart& part, const Traffic& traffic) {
    std::vector<Peer> peers;
    for (const ir::WhoItem& item : part.references) add_reference(item, traffic, peers);
    for (const Family family : kFamilies) {
      if (traffic.families.has(family)) add_addresses(part.addresses, family, peers);
    }
    return peers;
  }

  void add_reference(const ir::WhoItem& item, const Traffic& traffic, std::vector<Peer>& peers) const {
    switch (naming_of(shop_.policy, item, traffic)) {
      case Naming::NotAtAll: return;
      case Naming::ByAddresses:
        for (const Family family : kFamilies) {
          if (!traffic.families.has(family)) continue;
          for (const cloud::Cidr& block : cloud::cidrs_of(shop_.policy.addresses(item.addresses), family)) {
            peers.emplace_back(block);
          }
        }
        return;
      case Naming::ByName:
        if (item.prefix_list.known()) {
          peers.emplace_back(PrefixListReference{item.prefix_list});
        } else {
          peers.emplace_back(GroupReference{item.point});
        }
        return;
    }
  }

  void add_addresses(const AddressSet& addresses, Family family, std::vector<Peer>& peers) {
    std::vector<cloud::Cidr> blocks = cloud::cidrs_of(addresses, family);
    if (shop_.options.prefix_lists && blocks.size() >= kLeastListed) {
      for (const std::uint32_t list : prefix_lists_of(std::move(blocks))) peers.emplace_back(OwnListReference{list});
      return;
    }
    peers.insert(peers.end(), blocks.begin(), blocks.end());
  }

  // Lists with these entries, each made once, however many rules name it.
  std::vector<std::uint32_t> prefix_lists_of(std::vector<cloud::Cidr> blocks) {
    const auto most = static_cast<std::size_t>(
        std::min<std::uint64_t>(shop_.options.quotas.limit(quota::kPrefixListEntries), kMostEntriesAtOnce));
    std::vector<std::uint32_t> lists;
    for (std::size_t begin = 0; begin < blocks.size(); begin += most) {
      const std::size_t end = std::min(begin + most, blocks.size());
      lists.push_back(prefix_list_of({blocks.begin() + static_cast<std::ptrdiff_t>(begin),
                                      blocks.begin() + static_cast<std::ptrdiff_t>(end)}));
    }
    return lists;
  }

  std::uint32_t prefix_list_of(std::vector<cloud::Cidr> blocks) {
    std::vector<PrefixList>& lists = shop_.model.prefix_lists;
    const auto known = std::find_if(lists.begin(), lists.end(),
                                    [&](const PrefixList& list) { return list.entries == blocks; });
    if (known != lists.end()) return static_cast<std::uint32_t>(known - lists.begin());
    const Family family = blocks.front().family;
    lists.push_back({fmt::format("addresses-{}", lists.size() + 1), family, std::move(blocks)});
    return static_cast<std::uint32_t>(lists.size() - 1);
  }

  Workshop& shop_;
  const ListOrder& order_;
  std::set<std::string> known_;
  std::vector<Entry> entries_;
};

struct PeerText {
  std::string operator()(const cloud::Cidr& block) const { return to_string(block); }
  std::string operator()(const GroupReference& reference) const { return fmt::format("group {}", reference.point.index); }
  std::string operator()(const PrefixListReference& reference) const { return fmt::format("list {}", reference.list.index); }
  std::string operator()(const OwnListReference& reference) const { return fmt::format("own list {}", reference.index); }
};

// What the entries take of the quota: less than was counted where rules say the same twice.
Count count_entries(const Workshop& shop, const std::vector<Entry>& entries) {
  Count count{};
  for (const Entry& entry : entries) {
    if (const auto* block = std::get_if<cloud::Cidr>(&entry.peer)) {
      count[index_of(block->family)] += 1;
    } else if (const auto* own = std::get_if<OwnListReference>(&entry.peer)) {
      const PrefixList& list = shop.model.prefix_lists[own->index];
      count[index_of(list.family)] += list.entries.size();
    } else if (const auto* list = std::get_if<PrefixListReference>(&entry.peer)) {
      const AddressSet& members = shop.policy.addresses(shop.policy.prefix_lists[list->list.index].addresses);
      for (const Family family : kFamilies) count[index_of(family)] += cloud::count_cidrs(members, family);
    } else {
      for (std::uint64_t& each : count) each += 1;
    }
  }
  return count;
}

}  // namespace

std::string match_text(const Entry& entry) {
  const Service& service = entry.service;
  return fmt::format("{} {} {} {}", service.protocol, service.from, service.to, std::visit(PeerText{}, entry.peer));
}

GroupList write_list(Workshop& shop, const ListOrder& order) {
  const cloud::Families extent = extent_of(shop.policy, *order.point);
  const Cutting cutting = cut(shop.policy, *order.point, order.direction, kAllDenies, extent, order.from);
  if (!cutting.denies.empty() && shop.options.deny_as != DenyAs::Complement) {
    report_denies(shop, order, cutting);
    return {};
  }

  GroupList list;
  list.needed = count_rules(shop.policy, cutting);
  list.takers = takers_of(shop, order, cutting);
  if (std::max(list.needed[0], list.needed[1]) > order.room) {
    if (!cutting.denies.empty()) list.takers = price_denies(shop, order, cutting);
    return list;
  }
  list.entries = ListWriting(shop, order).run(cutting);
  list.needed = count_entries(shop, list.entries);
  return list;
}

}  // namespace sgc::targets::aws
