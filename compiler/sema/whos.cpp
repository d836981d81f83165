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

}  // namespace

Whos::Whos(const Symbols& symbols, Context& context)
    : symbols_(symbols),
      context_(context),
      groups_(context.policy.groups.size()),
      points_(context.policy.points.size()),
      networks_(context.policy.networks.size()),
      prefix_lists_(context.policy.prefix_lists.size()),
      none_(context.intern(AddressSet{})),
      any_(context.intern(AddressSet::any())),
      any_v4_(context.intern(AddressSet::any(Family::V4))),
      any_v6_(context.intern(AddressSet::any(Family::V6))) {
  ir::WhoItem any;
  any.kind = ir::WhoItem::Kind::Any;
  any.addresses = any_;
  unwritten_ = context.policy.whos.intern({{any}, {}, any_, false});
}

void Whos::resolve_all_groups() {
  marking_ = false;
  for (std::uint32_t index = 0; index < groups_.size(); ++index) {
    if (symbols_.group_scope(index) == Scope::Policy) group_meaning(ir::GroupId{index});
  }
  for (std::uint32_t index = 0; index < networks_.size(); ++index) network_meaning(ir::NetworkId{index});
  for (std::uint32_t index = 0; index < prefix_lists_.size(); ++index) prefix_list_meaning(ir::PrefixListId{index});
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

template <class Make>
const Meaning& Whos::once(std::vector<Entry>& entries, std::uint32_t index, std::string_view name, Span span, Make make) {
  Entry& entry = entries[index];
  if (entry.state == State::Open) {
    report_cycle(name, span);
    entry.meaning.broken = true;
    return entry.meaning;
  }
  if (entry.state == State::New) {
    entry.state = State::Open;
    entry.meaning = {none_, false, false};
    open_.push_back(name);
    Meaning meaning = make();
    open_.pop_back();
    meaning.broken = meaning.broken || entry.meaning.broken;
    entry.meaning = meaning;
    entry.state = State::Done;
  }
  return entry.meaning;
}

const Meaning& Whos::group_meaning(ir::GroupId id) {
  ir::Group& group = context_.policy.groups[id.index];
  return once(groups_, id.index, group.name, group.span, [&] {
    const ast::Group& written = symbols_.group(id.index);
    const WhoPlace place{symbols_.group_scope(id.index), true, std::nullopt};
    Meaning meaning = resolve(written.who, place).meaning;

    group.addresses = meaning.addresses;
    group.optional_only = meaning.empty_by_choice;
    if (!meaning.broken && !meaning.empty_by_choice && context_.policy.addresses(meaning.addresses).empty()) {
      context_.sink.report(
          diagnose(kind::EmptyGroup, group.span, group.name).with_help(why_empty(written.who, place)));
      meaning.broken = true;
    }
    return meaning;
  });
}

const Meaning& Whos::point_meaning(ir::PointId id) {
  ir::Point& point = context_.policy.points[id.index];
  return once(points_, id.index, point.name, point.span, [&] {
    const ast::Block& block = symbols_.point(id.index);
    const Meaning meaning = block_meaning(block, address_keywords(block.kind), &point.members);
    point.addresses = meaning.addresses;
    return meaning;
  });
}

const Meaning& Whos::network_meaning(ir::NetworkId id) {
  ir::Network& network = context_.policy.networks[id.index];
  return once(networks_, id.index, network.name, network.span, [&] {
    const ast::Block* const block = symbols_.network(id.index);
    const Meaning meaning = block == nullptr ? Meaning{none_, false, false} : block_meaning(*block, kCidr, nullptr);
    network.cidr = meaning.addresses;
    return meaning;
  });
}

const Meaning& Whos::prefix_list_meaning(ir::PrefixListId id) {
  ir::PrefixList& list = context_.policy.prefix_lists[id.index];
  return once(prefix_lists_, id.index, list.name, list.span, [&] {
    const Meaning meaning = block_meaning(symbols_.prefix_list(id.index), kMembers, &list.members);
    list.addresses = meaning.addresses;
    return meaning;
  });
}

// The statements that say what a block's name stands for, as one. Reports one that is written and came out empty.
Meaning Whos::block_meaning(const ast::Block& block, std::span<const std::string_view> keywords, ir::WhoId* who) {
  ast::Who all;
  for (const ast::Statement& statement : block.statements) {
    const auto* written = std::get_if<ast::Who>(&statement.value);
    const bool wanted = std::find(keywords.begin(), keywords.end(), statement.keyword.text) != keywords.end();
    if (written == nullptr || !wanted) continue;
    if (all.elements.empty()) all.span = statement.span;
    all.elements.insert(all.elements.end(), written->elements.begin(), written->elements.end());
    all.except.insert(all.except.end(), written->except.begin(), written->except.end());
  }

  const WhoPlace place;
  const Resolved resolved = resolve(all, place);
  if (who != nullptr) *who = resolved.id;
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

void Whos::report_cycle(std::string_view name, Span span) {
  const auto first = std::find(open_.begin(), open_.end(), name);
  std::string cycle;
  for (auto at = first; at != open_.end(); ++at) cycle += std::string(*at) + " -> ";
  cycle += name;
  context_.sink.report(diagnose(kind::GroupCycle, span, cycle).with_help("take one of these names out of its group"));
}

// What a used group is made of is used too.
void Whos::mark_group_used(std::uint32_t index) {
  ir::Group& group = context_.policy.groups[index];
  if (group.used) return;
  group.used = true;
  const ast::Who& who = symbols_.group(index).who;
  for (const auto* elements : {&who.elements, &who.except}) {
    for (const ast::WhoElement& element : *elements) {
      const auto* name = std::get_if<ast::Name>(&element.what);
      if (name == nullptr) continue;
      const auto inner = symbols_.find(name->text, symbols_.group_scope(index));
      if (inner && inner->kind == Symbol::Kind::Group) mark_group_used(inner->index);
    }
  }
}

}  // namespace sgc::sema
