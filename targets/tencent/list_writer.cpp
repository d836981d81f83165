#include "targets/tencent/list_writer.h"

#include <fmt/format.h>

#include <numeric>
#include <set>

#include "targets/tencent/facts.h"
#include "targets/tencent/meaning.h"

namespace sgc::targets::tencent {
namespace {

using Shapes = std::vector<RuleShape>;

Shapes shapes_of(Workshop& shop, const ListOrder& order, TemplateUse use) {
  Shapes shapes;
  shapes.reserve(order.rules.size());
  for (const ir::Rule& rule : order.rules) shapes.push_back(shop.rules.shape(*order.point, rule, order.direction, use));
  return shapes;
}

std::uint64_t count(const Shapes& shapes) {
  return std::accumulate(shapes.begin(), shapes.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const RuleShape& shape) { return sum + shape.entries; });
}

std::vector<cloud::Taker> takers_of(const Shapes& shapes) {
  std::vector<cloud::Taker> takers;
  for (const RuleShape& shape : shapes) {
    if (shape.entries > 1) takers.push_back({shape.rule->span, "this rule", shape.entries});
  }
  return takers;
}

Entry closing_entry(Workshop& shop, const ListOrder& order, Family family) {
  Entry entry;
  entry.peer = cloud::Cidr{family, 0, 0};
  entry.accept = order.closing == Closing::Accept;
  entry.where = order.otherwise->span;
  const std::string text = fmt::format("{} default {}", shop.rules.place(order.otherwise->span), order.otherwise->comment);
  entry.description = cloud::fit_text(text, kDescriptionRule);
  return entry;
}

// The cloud refuses a list that says the same match twice, and the first would decide anyway.
void drop_repetitions(std::vector<Entry>& entries) {
  std::set<std::string> known;
  std::erase_if(entries, [&](const Entry& entry) { return !known.insert(match_text(entry)).second; });
}

}  // namespace

Entry idle_entry() {
  Entry entry;
  entry.peer = cloud::Cidr{Family::V4, kLastAddressV4, kAddressBitsV4};
  entry.description = "no effect: keeps this direction from being left as it was";
  return entry;
}

GroupList write_list(Workshop& shop, const ListOrder& order) {
  Shapes shapes = shapes_of(shop, order, shop.options.templates);
  const std::uint64_t closing = order.closing == Closing::None ? 0 : std::size(kFamilies);
  if (count(shapes) + closing > shop.options.quotas.limit(quota::kRules)) {
    Shapes shorter = shapes_of(shop, order, shop.options.templates_when_short);
    if (count(shorter) < count(shapes)) shapes = std::move(shorter);
  }

  GroupList list;
  list.needed = count(shapes) + closing;
  list.takers = takers_of(shapes);
  if (list.needed > order.room) return list;

  list.entries.reserve(list.needed);
  for (const RuleShape& shape : shapes) shop.rules.write(shape, list.entries);
  if (order.closing != Closing::None) {
    for (const Family family : kFamilies) list.entries.push_back(closing_entry(shop, order, family));
  }
  drop_repetitions(list.entries);
  list.needed = list.entries.size();
  return list;
}

}  // namespace sgc::targets::tencent
