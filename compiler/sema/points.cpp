#include "compiler/sema/points.h"

#include <algorithm>
#include <array>
#include <map>

#include "compiler/sema/listeners.h"
#include "compiler/sema/statements.h"

namespace sgc::sema {
namespace {

using Words = std::array<std::string_view, 2>;
constexpr Words kOnOff{"on", "off"};
constexpr Words kAllowDeny{"allow", "deny"};
constexpr Words kSchemes{"public", "internal"};
constexpr Words kNetworkKinds{"vpc", "classic"};
constexpr std::array<std::string_view, 3> kBalancerKinds{"classic", "application", "network"};

Span span_of(const Statements& statements, std::string_view keyword) {
  const ast::Statement* statement = statements.find(keyword);
  return statement == nullptr ? Span{} : statement->span;
}

void report_missing(const Statements& statements, std::string_view keyword, std::string_view why, Context& context) {
  const ast::Block& block = statements.block();
  if (block.damaged) return;  // it may be what could not be read
  context.sink.report(
      diagnose(kind::MissingStatement, block.name.span, block.name.text, keyword).with_help(std::string(why)));
}

bool is_blank(std::string_view text) { return text.find_first_not_of(' ') == std::string_view::npos; }

// A key has one value at the clouds, and is never empty.
void fill_tags(const std::vector<ast::Tag>& tags, ir::Point& point, Context& context) {
  std::map<std::string_view, Span> known;
  for (const ast::Tag& tag : tags) {
    const auto [first, fresh] = known.emplace(tag.key.text, tag.key.span);
    if (is_blank(tag.key.text)) {
      context.sink.report(diagnose(kind::TagKey, tag.key.span, std::string(tag.key.text), std::string_view("it is empty"))
                              .with_help("tags { team \"web\" }: a key, then its value"));
    } else if (!fresh) {
      context.sink.report(diagnose(kind::StatementTwice, tag.key.span, tag.key.text)
                              .with_note(first->second, "it is written here first")
                              .with_help("a tag has one value: keep one of them"));
    } else {
      point.tags.emplace_back(tag.key.text, tag.value.value);
    }
  }
}

// description, owner, tags, network: what every point takes.
void fill_common(const Statements& statements, ir::Point& point, const Symbols& symbols, Context& context) {
  if (const auto* description = statements.value<ast::String>("description")) point.description = description->value;
  if (const auto* owner = statements.value<ast::String>("owner")) point.owner = owner->value;
  if (const auto* tags = statements.value<std::vector<ast::Tag>>("tags")) fill_tags(*tags, point, context);

  const auto* network = statements.value<ast::Name>("network");
  if (network == nullptr) return;
  const auto symbol = symbols.resolve(*network, Scope::Policy, context);
  if (!symbol) return;
  if (symbol->kind != Symbol::Kind::Network) {
    context.sink.report(
        diagnose(kind::WrongKindOfName, network->span, network->text, describe(*symbol, context.policy), "a network"));
    return;
  }
  point.network = ir::NetworkId{symbol->index};
  context.policy.networks[symbol->index].used = true;
}

void fill_security_group(const Statements& statements, ir::Point& point, Context& context) {
  auto& part = std::get<ir::SecurityGroupPart>(point.part);
  part.intra_group_allow = word_of(statements, "intra-group", kAllowDeny, context) == "allow";

  for (const std::string_view list : {"inbound", "outbound", "intra-group"}) {
    const ast::Statement* statement = statements.find(list);
    if (!part.external || statement == nullptr) continue;
    context.sink.report(diagnose(kind::ExternalWithRules, statement->keyword.span, point.name, list)
                            .with_note(span_of(statements, "external"), "it is somebody else's")
                            .with_help("an external group is referred to and never emitted: take `external` or the rules away"));
  }
}

void fill_load_balancer(const Statements& statements, ir::PointId id, const Symbols& symbols, Whos& whos, Rules& rules,
                        Context& context) {
  ir::Point& point = context.policy.points[id.index];
  auto& part = std::get<ir::LoadBalancerPart>(point.part);
  using Scheme = ir::LoadBalancerPart::Scheme;
  using Kind = ir::LoadBalancerPart::Kind;

  const std::string_view scheme = word_of(statements, "scheme", kSchemes, context);
  part.scheme = scheme == "public" ? Scheme::Public : scheme == "internal" ? Scheme::Internal : Scheme::Unspecified;
  part.scheme_span = span_of(statements, "scheme");
  const std::string_view balancer = word_of(statements, "kind", kBalancerKinds, context);
  part.kind = balancer == "classic"       ? Kind::Classic
              : balancer == "application" ? Kind::Application
              : balancer == "network"     ? Kind::Network
                                          : Kind::Unspecified;
  part.kind_span = span_of(statements, "kind");
  if (const auto* created = statements.value<ast::Date>("created")) part.created = created->days;

  part.snat = word_of(statements, "snat", kOnOff, context) == "on";
  part.snat_span = span_of(statements, "snat");
  if (statements.find("snat") == nullptr) {
    report_missing(statements, "snat", "write `snat off` where backends see the client's address, `snat on` where they see the load balancer's", context);
  }

  const auto set_of = [&](std::string_view keyword) {
    const auto who = statements.joined_who(keyword);
    return who ? whos.resolve(*who, {}).meaning.addresses : context.intern(AddressSet{});
  };
  part.vips = set_of("vip");
  part.addresses = set_of("addresses");
  part.seen_by_backends = context.policy.addresses(part.addresses).empty() ? part.vips : part.addresses;
  fill_listeners(statements, id, symbols, whos, rules, context);
}

void fill_instance(const Statements& statements, ir::PointId id, const Symbols& symbols, Context& context) {
  auto& part = std::get<ir::InstancePart>(context.policy.points[id.index].part);
  const std::vector<ast::Name> names = statements.joined_names("groups");
  if (names.empty()) report_missing(statements, "groups", "an instance binds one or more security groups: `groups backend, base`", context);

  for (const ast::Name& name : names) {
    const auto group = symbols.resolve_point(name, "a security group", context);
    if (!group) continue;
    ir::Point& bound = context.policy.points[group->index];
    bound.used = true;
    if (bound.security_group() == nullptr) {
      const Symbol symbol{Symbol::Kind::Point, group->index, bound.span};
      context.sink.report(diagnose(kind::WrongKindOfName, name.span, name.text, describe(symbol, context.policy), "a security group")
                              .with_note(bound.span, "it is declared here"));
    } else if (bound.external()) {
      context.sink.report(diagnose(kind::ExternalBound, name.span, name.text)
                              .with_note(bound.span, "it is declared here")
                              .with_help("its rules are not known here, so the instance's list cannot be: bind it outside of sgc"));
    } else if (std::find(part.groups.begin(), part.groups.end(), *group) != part.groups.end()) {
      context.sink.report(diagnose(kind::GroupBoundTwice, name.span, name.text).with_help("name each group once"));
    } else {
      part.groups.push_back(*group);
      std::get<ir::SecurityGroupPart>(bound.part).instances.push_back(id);
    }
  }
}

void fill_acl(const Statements& statements, ir::Point& point, Context& context) {
  auto& part = std::get<ir::AclPart>(point.part);
  part.derive = statements.find("derive") != nullptr;
  part.derive_span = span_of(statements, "derive");
  part.subnets = point.addresses;
  if (statements.find("subnets") == nullptr) {
    report_missing(statements, "subnets", "an acl stands around subnets: `subnets 10.0.0.0/24`", context);
  }
}

}  // namespace

void fill_points(const PointStatements& blocks, const Symbols& symbols, Whos& whos, Rules& rules, Context& context) {
  // Before all else: an instance may stand before the groups that it binds.
  for (std::uint32_t index = 0; index < context.policy.points.size(); ++index) {
    auto* group = std::get_if<ir::SecurityGroupPart>(&context.policy.points[index].part);
    if (group != nullptr) group->external = blocks[index].find("external") != nullptr;
  }
  for (std::uint32_t index = 0; index < context.policy.points.size(); ++index) {
    const ir::PointId id{index};
    const Statements& statements = blocks[index];
    whos.point_meaning(id);
    ir::Point& point = context.policy.points[index];
    fill_common(statements, point, symbols, context);

    if (point.security_group() != nullptr) fill_security_group(statements, point, context);
    if (point.load_balancer() != nullptr) fill_load_balancer(statements, id, symbols, whos, rules, context);
    if (point.instance() != nullptr) fill_instance(statements, id, symbols, context);
    if (point.acl() != nullptr) fill_acl(statements, point, context);
  }
}

void fill_networks(const Symbols& symbols, Context& context) {
  for (std::uint32_t index = 0; index < context.policy.networks.size(); ++index) {
    const ast::Block* block = symbols.network(index);
    if (block == nullptr) continue;
    const Statements statements(*block, context);
    context.policy.networks[index].classic = word_of(statements, "kind", kNetworkKinds, context) == "classic";
  }
  for (std::uint32_t index = 0; index < context.policy.prefix_lists.size(); ++index) {
    const Statements statements(symbols.prefix_list(index), context);
    if (statements.find("members") == nullptr) report_missing(statements, "members", "what is in it has to be known: `members 192.0.2.0/24`", context);
  }
}

}  // namespace sgc::sema
