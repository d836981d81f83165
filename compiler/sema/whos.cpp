#include "compiler/sema/whos.h"

#include <algorithm>
#include <array>

#include "compiler/sema/statements.h"

namespace sgc::sema {
namespace {

constexpr std::array<std::string_view, 1> kMembers{"members"};
constexpr std::array<std::string_view, 2> kLoadBalancerAddresses{"vip", "addresses"};
constexpr std::array<std::string_view, 1> kInstanceAddresses{"addresses"};
constexpr std::array<std::string_view, 1> kSubnets{"subnets"};
constexpr std::array<std::string_view, 1> kCidr{"cidr"};

std::span<const std::string_view> address_keywords(ast::BlockKind kind) {
  switch (kind) {
    case ast::BlockKind::SecurityGroup:
    case ast::BlockKind::PrefixList: return kMembers;
    case ast::BlockKind::LoadBalancer: return kLoadBalancerAddresses;
    case ast::BlockKind::Instance: return kInstanceAddresses;
    case ast::BlockKind::Acl: return kSubnets;
    case ast::BlockKind::Network: return kCidr;
    case ast::BlockKind::Blacklist: break;
  }
  return {};
}

// What to write so that a point has addresses.
std::string_view address_statement(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "vip";
  if (point.instance() != nullptr) return "addresses";
  if (point.acl() != nullptr) return "subnets";
  return "members";
}

std::size_t count_nodes(const ir::Policy& policy) {
  return policy.groups.size() + policy.points.size() + policy.networks.size() + policy.prefix_lists.size();
}

// The statements that say what a block's name stands for, as one.
ast::Who address_who(const ast::Block& block) {
  const auto keywords = address_keywords(block.kind);
  ast::Who all;
  for (const ast::Statement& statement : block.statements) {
    const auto* written = std::get_if<ast::Who>(&statement.value);
    const bool wanted = std::find(keywords.begin(), keywords.end(), statement.keyword.text) != keywords.end();
    if (written == nullptr || !wanted) continue;
    if (all.elements.empty()) all.span = statement.span;
    all.elements.insert(all.elements.end(), written->elements.begin(), written->elements.end());
    all.except.insert(all.except.end(), written->except.begin(), written->except.end());
  }
  return all;
}

}  // namespace

Whos::Whos(const Symbols& symbols, Context& context)
    : symbols_(symbols),
      context_(context),
      none_(context.intern(AddressSet{})),
      any_(context.intern(AddressSet::any())),
      any_v4_(context.intern(AddressSet::any(Family::V4))),
      any_v6_(context.intern(AddressSet::any(Family::V6))),
      order_(count_nodes(context.policy)),
      meanings_(count_nodes(context.policy), {none_, true, false}) {
  ir::WhoItem any;
  any.kind = ir::WhoItem::Kind::Any;
  any.addresses = any_;
  unwritten_ = context.policy.whos.intern({{any}, {}, any_, false});
}

void Whos::resolve_all_groups() {
  marking_ = false;
  const ir::Policy& policy = context_.policy;
  for (std::uint32_t index = 0; index < policy.groups.size(); ++index) {
    if (symbols_.group_scope(index) == Scope::Policy) group_meaning(ir::GroupId{index});
  }
  for (std::uint32_t index = 0; index < policy.networks.size(); ++index) network_meaning(ir::NetworkId{index});
  for (std::uint32_t index = 0; index < policy.prefix_lists.size(); ++index) prefix_list_meaning(ir::PrefixListId{index});
  marking_ = true;
}

Whos::Resolved Whos::resolve(const ast::Who& who, const WhoPlace& place) {
  Part part = resolve_part(who.elements, place);
  Part except = resolve_part(who.except, place);

  Meaning meaning = part.meaning;
  meaning.broken = meaning.broken || except.meaning.broken;
  const bool something_taken = !context_.policy.addresses(except.meaning.addresses).empty();
  if (something_taken) {
    meaning.addresses = context_.intern(subtract(context_.policy.addresses(part.meaning.addresses),
                                                 context_.policy.addresses(except.meaning.addresses)));
  }
  return {context_.policy.whos.intern({std::move(part.items), std::move(except.items), meaning.addresses, true}), meaning};
}

Whos::Part Whos::resolve_part(std::span<const ast::WhoElement> elements, const WhoPlace& place) {
  Part part;
  bool all_by_choice = !elements.empty();
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;

  for (const ast::WhoElement& element : elements) {
    if (const auto* range = std::get_if<AddressRange>(&element.what)) {
      if (range->family == Family::V4) {
        v4.push_back({static_cast<std::uint32_t>(range->first), static_cast<std::uint32_t>(range->last)});
      } else {
        v6.push_back({range->first, range->last});
      }
      all_by_choice = false;
      continue;
    }
    Meaning meaning;
    part.items.push_back(element_item(element, place, meaning));
    part.meaning.broken = part.meaning.broken || meaning.broken;
    all_by_choice = all_by_choice && meaning.empty_by_choice;
  }
  if (!v4.empty() || !v6.empty()) {
    ir::WhoItem literal;
    literal.addresses = context_.intern(AddressSet::from_ranges(std::move(v4), std::move(v6)));
    part.items.push_back(literal);
  }
  part.meaning.addresses = unite_items(part.items);
  part.meaning.empty_by_choice = all_by_choice;
  return part;
}

ir::AddressSetId Whos::unite_items(const std::vector<ir::WhoItem>& items) {
  if (items.empty()) return none_;
  if (items.size() == 1) return items.front().addresses;

  AddressSet all;
  for (const ir::WhoItem& item : items) all = unite(all, context_.policy.addresses(item.addresses));
  return context_.intern(std::move(all));
}

ir::WhoItem Whos::element_item(const ast::WhoElement& element, const WhoPlace& place, Meaning& meaning) {
  ir::WhoItem item;
  item.addresses = none_;
  if (const auto* name = std::get_if<ast::Name>(&element.what)) return named_item(*name, place, meaning);
  if (std::holds_alternative<ast::SelfRef>(element.what)) return self_item(element.span, place, meaning);
  if (std::holds_alternative<ast::Unreadable>(element.what)) meaning.broken = true;

  if (const auto* any = std::get_if<ast::AnyAddress>(&element.what)) {
    item.kind = any->v4 && any->v6 ? ir::WhoItem::Kind::Any : any->v4 ? ir::WhoItem::Kind::AnyV4 : ir::WhoItem::Kind::AnyV6;
    item.addresses = any->v4 && any->v6 ? any_ : any->v4 ? any_v4_ : any_v6_;
    return item;
  }
  if (const auto* feed = std::get_if<ast::Boxed<ast::FeedRef>>(&element.what)) {
    const FeedUse use = feeds_.use(**feed, element.span, context_);
    item.kind = ir::WhoItem::Kind::Feed;
    item.feed = use.feed;
    item.addresses = use.addresses;
    meaning.broken = use.broken;
    meaning.empty_by_choice = use.empty_by_choice;
  }
  return item;
}

ir::WhoItem Whos::named_item(const ast::Name& name, const WhoPlace& place, Meaning& meaning) {
  ir::WhoItem item;
  item.addresses = none_;
  const auto symbol = symbols_.resolve(name, place.scope, context_);
  if (!symbol) {
    meaning.broken = true;
    return item;
  }
  if (place.in_group && symbol->kind != Symbol::Kind::Group) {
    context_.sink.report(
        diagnose(kind::WrongKindOfName, name.span, name.text, describe(*symbol, context_.policy), "a group")
            .with_help("a group holds addresses, feeds and groups; name this one in a rule beside the group"));
    meaning.broken = true;
    return item;
  }

  switch (symbol->kind) {
    case Symbol::Kind::Group: {
      if (marking_) mark_group_used(symbol->index);
      item.kind = ir::WhoItem::Kind::Group;
      item.group = ir::GroupId{symbol->index};
      meaning = group_meaning(item.group);
      item.addresses = meaning.addresses;
      return item;
    }
    case Symbol::Kind::Point: return point_item(ir::PointId{symbol->index}, name.span, meaning);
    case Symbol::Kind::Network: return network_item(ir::NetworkId{symbol->index}, name.span, meaning);
    case Symbol::Kind::PrefixList: {
      if (marking_) context_.policy.prefix_lists[symbol->index].used = true;
      item.kind = ir::WhoItem::Kind::PrefixList;
      item.prefix_list = ir::PrefixListId{symbol->index};
      meaning = prefix_list_meaning(item.prefix_list);
      item.addresses = meaning.addresses;
      return item;
    }
    case Symbol::Kind::Service:
    case Symbol::Kind::Blacklist: break;
  }
  return item;
}

ir::WhoItem Whos::self_item(Span where, const WhoPlace& place, Meaning& meaning) {
  if (place.self) {
    ir::WhoItem item = point_item(*place.self, where, meaning);
    item.self = true;
    return item;
  }
  context_.sink.report(diagnose(kind::SelfOutsidePoint, where)
                           .with_help("`self` is the point that a rule stands in: name the point instead"));
  meaning.broken = true;
  ir::WhoItem nothing;
  nothing.addresses = none_;
  return nothing;
}

ir::WhoItem Whos::point_item(ir::PointId id, Span where, Meaning& meaning) {
  ir::WhoItem item;
  item.kind = ir::WhoItem::Kind::Point;
  item.point = id;
  meaning = point_meaning(id);
  item.addresses = meaning.addresses;
  if (marking_) context_.policy.points[id.index].used = true;

  if (!require_addresses(id, where)) meaning.broken = true;
  return item;
}

bool Whos::require_addresses(ir::PointId id, Span where) {
  const Meaning& meaning = point_meaning(id);
  if (meaning.broken) return false;
  if (meaning.empty_by_choice || !context_.policy.addresses(meaning.addresses).empty()) return true;
  if (symbols_.point(id.index).damaged) return false;

  const ir::Point& point = context_.policy.point(id);
  context_.sink.report(diagnose(kind::NoMembers, where, point.name, address_statement(point))
                           .with_note(point.span, "it is declared here")
                           .with_help(fmt::format("write `{} …` in its block", address_statement(point))));
  return false;
}

ir::WhoItem Whos::network_item(ir::NetworkId id, Span where, Meaning& meaning) {
  ir::WhoItem item;
  item.kind = ir::WhoItem::Kind::Network;
  item.network = id;
  meaning = network_meaning(id);
  item.addresses = meaning.addresses;
  ir::Network& network = context_.policy.networks[id.index];
  if (marking_) network.used = true;

  if (!meaning.broken && !meaning.empty_by_choice && context_.policy.addresses(meaning.addresses).empty()) {
    auto finding = diagnose(kind::NoMembers, where, network.name, "cidr");
    if (!network.predeclared) finding.notes.push_back({network.span, "it is declared here"});
    finding.help = "write `cidr …` in its block";
    context_.sink.report(std::move(finding));
    meaning.broken = true;
  }
  return item;
}

ir::WhoId Whos::of_point(ir::PointId point, bool self) {
  ir::WhoItem item;
  item.kind = ir::WhoItem::Kind::Point;
  item.self = self;
  item.point = point;
  item.addresses = point_meaning(point).addresses;
  context_.policy.points[point.index].used = true;
  return context_.policy.whos.intern({{item}, {}, item.addresses, true});
}

ir::WhoId Whos::of_addresses(ir::AddressSetId addresses) {
  ir::WhoItem item;
  item.addresses = addresses;
  return context_.policy.whos.intern({{item}, {}, addresses, true});
}

// ---- names, each worked out once ----

const Meaning& Whos::point_meaning(ir::PointId point) { return meaning_of({Symbol::Kind::Point, point.index, {}}); }

std::uint32_t Whos::node_of(const Symbol& symbol) const {
  const ir::Policy& policy = context_.policy;
  std::size_t before = 0;
  if (symbol.kind != Symbol::Kind::Group) before += policy.groups.size();
  if (symbol.kind == Symbol::Kind::Network || symbol.kind == Symbol::Kind::PrefixList) before += policy.points.size();
  if (symbol.kind == Symbol::Kind::PrefixList) before += policy.networks.size();
  return static_cast<std::uint32_t>(before) + symbol.index;
}

Symbol Whos::symbol_of(std::uint32_t node) const {
  const ir::Policy& policy = context_.policy;
  std::size_t index = node;
  if (index < policy.groups.size()) return {Symbol::Kind::Group, node, policy.groups[index].span};
  index -= policy.groups.size();
  if (index < policy.points.size()) return {Symbol::Kind::Point, static_cast<std::uint32_t>(index), policy.points[index].span};
  index -= policy.points.size();
  const bool network = index < policy.networks.size();
  if (network) return {Symbol::Kind::Network, static_cast<std::uint32_t>(index), policy.networks[index].span};
  index -= policy.networks.size();
  return {Symbol::Kind::PrefixList, static_cast<std::uint32_t>(index), policy.prefix_lists[index].span};
}

// Null for a group, and for a predeclared network.
const ast::Block* Whos::block_of(const Symbol& symbol) const {
  switch (symbol.kind) {
    case Symbol::Kind::Point: return &symbols_.point(symbol.index);
    case Symbol::Kind::Network: return symbols_.network(symbol.index);
    case Symbol::Kind::PrefixList: return &symbols_.prefix_list(symbol.index);
    case Symbol::Kind::Group:
    case Symbol::Kind::Service:
    case Symbol::Kind::Blacklist: break;
  }
  return nullptr;
}

const Meaning& Whos::meaning_of(const Symbol& symbol) {
  const std::uint32_t node = node_of(symbol);
  const auto order = order_.up_to(
      node, [this](std::uint32_t one) { return parts_of(symbol_of(one)); },
      [this](std::span<const std::uint32_t> nodes) { report_cycle(nodes); });
  for (const std::uint32_t one : order) meanings_[one] = work_out(symbol_of(one));
  return meanings_[node];
}

std::vector<std::uint32_t> Whos::parts_of(const Symbol& symbol) const {
  const bool is_group = symbol.kind == Symbol::Kind::Group;
  const Scope scope = is_group ? symbols_.group_scope(symbol.index) : Scope::Policy;
  std::vector<std::uint32_t> parts;
  const auto add = [&](const ast::Who& who) {
    for (const auto* elements : {&who.elements, &who.except}) {
      for (const ast::WhoElement& element : *elements) {
        const auto* name = std::get_if<ast::Name>(&element.what);
        const auto part = name == nullptr ? std::nullopt : symbols_.find(name->text, scope);
        if (part && (!is_group || part->kind == Symbol::Kind::Group)) parts.push_back(node_of(*part));
      }
    }
  };
  if (is_group) {
    add(symbols_.group(symbol.index).who);
  } else if (const ast::Block* block = block_of(symbol)) {
    add(address_who(*block));
  }
  return parts;
}

Meaning Whos::work_out(const Symbol& symbol) {
  ir::Policy& policy = context_.policy;
  if (symbol.kind == Symbol::Kind::Group) return work_out_group(symbol.index);

  const ast::Block* const block = block_of(symbol);
  ir::WhoId who;
  const Meaning meaning = block == nullptr ? Meaning{none_, false, false} : work_out_block(*block, &who);
  if (symbol.kind == Symbol::Kind::Point) {
    policy.points[symbol.index].members = who;
    policy.points[symbol.index].addresses = meaning.addresses;
  } else if (symbol.kind == Symbol::Kind::Network) {
    policy.networks[symbol.index].cidr = meaning.addresses;
  } else {
    policy.prefix_lists[symbol.index].members = who;
    policy.prefix_lists[symbol.index].addresses = meaning.addresses;
  }
  return meaning;
}

Meaning Whos::work_out_group(std::uint32_t index) {
  const ast::Group& written = symbols_.group(index);
  const WhoPlace place{symbols_.group_scope(index), true, std::nullopt};
  const Resolved resolved = resolve(written.who, place);
  Meaning meaning = resolved.meaning;

  ir::Group& group = context_.policy.groups[index];
  group.members = resolved.id;
  group.addresses = meaning.addresses;
  group.optional_only = meaning.empty_by_choice;
  if (!meaning.broken && !meaning.empty_by_choice && context_.policy.addresses(meaning.addresses).empty()) {
    context_.sink.report(diagnose(kind::EmptyGroup, group.span, group.name).with_help(why_empty(written.who, place)));
    meaning.broken = true;
  }
  return meaning;
}

// Reports a list that is written and came out empty.
Meaning Whos::work_out_block(const ast::Block& block, ir::WhoId* who) {
  const ast::Who all = address_who(block);
  const WhoPlace place;
  const Resolved resolved = resolve(all, place);
  *who = resolved.id;

  Meaning meaning = resolved.meaning;
  const bool written = !all.elements.empty();
  if (written && !meaning.broken && !meaning.empty_by_choice && context_.policy.addresses(meaning.addresses).empty()) {
    context_.sink.report(diagnose(kind::EmptySide, all.span, "this list").with_help(why_empty(all, place)));
    meaning.broken = true;
  }
  return meaning;
}

std::string Whos::why_empty(const ast::Who& who, const WhoPlace& place) {
  if (who.elements.empty()) return "nothing is written in it";
  const bool was_marking = marking_;
  marking_ = false;
  const Part part = resolve_part(who.elements, place);
  marking_ = was_marking;

  if (context_.policy.addresses(part.meaning.addresses).empty()) return "what it lists is empty";
  const Span except = join(who.except.front().span, who.except.back().span);
  return fmt::format("`except {}` takes away all of it", context_.sources.text(except));
}

void Whos::report_cycle(std::span<const std::uint32_t> nodes) {
  const ir::Policy& policy = context_.policy;
  std::vector<std::string_view> names;
  for (const std::uint32_t node : nodes) {
    const Symbol symbol = symbol_of(node);
    const ast::Block* block = block_of(symbol);
    names.push_back(block != nullptr ? std::string_view(block->name.text) : policy.groups[symbol.index].name);
  }
  context_.sink.report(diagnose(kind::GroupCycle, symbol_of(nodes.front()).span, cycle_text(names))
                           .with_help("take one of these names out of its group"));
}

// What a used group is made of is used too.
void Whos::mark_group_used(std::uint32_t index) {
  std::vector<std::uint32_t> unmarked{index};  // groups, whose nodes are their indices
  while (!unmarked.empty()) {
    const std::uint32_t group = unmarked.back();
    unmarked.pop_back();
    if (context_.policy.groups[group].used) continue;
    context_.policy.groups[group].used = true;
    const auto parts = parts_of({Symbol::Kind::Group, group, {}});
    unmarked.insert(unmarked.end(), parts.begin(), parts.end());
  }
}

}  // namespace sgc::sema
