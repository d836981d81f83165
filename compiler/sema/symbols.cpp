#include "compiler/sema/symbols.h"

#include <algorithm>
#include <array>

#include "compiler/support/suggest.h"

namespace sgc::sema {
namespace {

ir::Point make_point(const ast::Block& block) {
  ir::Point point;
  point.name = block.name.text;
  point.span = block.name.span;
  point.declaration = block.span;
  switch (block.kind) {
    case ast::BlockKind::LoadBalancer: point.part = ir::LoadBalancerPart{}; break;
    case ast::BlockKind::Instance: point.part = ir::InstancePart{}; break;
    case ast::BlockKind::Acl: point.part = ir::AclPart{}; break;
    case ast::BlockKind::SecurityGroup:
    case ast::BlockKind::Network:
    case ast::BlockKind::Blacklist:
    case ast::BlockKind::PrefixList: break;
  }
  return point;
}

template <class Entries>
std::uint32_t next_index(const Entries& entries) {
  return static_cast<std::uint32_t>(entries.size());
}

}  // namespace

Symbols::Symbols(const ast::Policy& written, const ast::File& prelude, Context& context) {
  declare(prelude, Scope::Prelude, context);
  declare_predeclared_networks(context);
  for (const ast::File& file : written.files) declare(file, Scope::Policy, context);
}

void Symbols::declare(const ast::File& file, Scope scope, Context& context) {
  for (const ast::Declaration& declaration : file.declarations) {
    if (const auto* group = std::get_if<ast::Group>(&declaration)) declare_group(*group, scope, context);
    if (const auto* service = std::get_if<ast::Service>(&declaration)) declare_service(*service, scope, context);
    if (const auto* block = std::get_if<ast::Block>(&declaration)) declare_block(*block, context);
  }
}

void Symbols::declare_predeclared_networks(Context& context) {
  ir::Network basic;
  basic.name = "basic";
  basic.classic = true;
  basic.predeclared = true;
  basic.cidr = context.intern(AddressSet{});

  prelude_names_.emplace("basic", Symbol{Symbol::Kind::Network, next_index(networks_), {}});
  context.policy.networks.push_back(std::move(basic));
  networks_.push_back(nullptr);
}

bool Symbols::enter(Table& table, const ast::Name& name, Symbol symbol, Context& context) {
  const auto [known, fresh] = table.emplace(name.text, symbol);
  if (fresh) return true;

  context.sink.report(diagnose(kind::DuplicateName, name.span, name.text)
                          .with_note(known->second.span, "it is declared here first")
                          .with_help("give one of them another name, or join the two"));
  return false;
}

void Symbols::declare_group(const ast::Group& group, Scope scope, Context& context) {
  const Symbol symbol{Symbol::Kind::Group, next_index(groups_), group.name.span};
  if (!enter(scope == Scope::Prelude ? prelude_names_ : names_, group.name, symbol, context)) return;

  ir::Group entry;
  entry.name = group.name.text;
  entry.prelude = scope == Scope::Prelude;
  entry.span = group.name.span;
  context.policy.groups.push_back(std::move(entry));
  groups_.push_back({&group, scope});
}

void Symbols::declare_service(const ast::Service& service, Scope scope, Context& context) {
  const Symbol symbol{Symbol::Kind::Service, next_index(services_), service.name.span};
  if (!enter(scope == Scope::Prelude ? prelude_services_ : services_by_name_, service.name, symbol, context)) return;

  ir::NamedService entry;
  entry.name = service.name.text;
  entry.prelude = scope == Scope::Prelude;
  entry.span = service.name.span;
  context.policy.services.push_back(std::move(entry));
  services_.push_back({&service, scope});
}

void Symbols::declare_block(const ast::Block& block, Context& context) {
  ir::Policy& policy = context.policy;
  switch (block.kind) {
    case ast::BlockKind::SecurityGroup:
    case ast::BlockKind::LoadBalancer:
    case ast::BlockKind::Instance:
    case ast::BlockKind::Acl:
      if (!enter(names_, block.name, {Symbol::Kind::Point, next_index(points_), block.name.span}, context)) return;
      policy.points.push_back(make_point(block));
      points_.push_back(&block);
      return;

    case ast::BlockKind::Network: {
      if (!enter(names_, block.name, {Symbol::Kind::Network, next_index(networks_), block.name.span}, context)) return;
      ir::Network network;
      network.name = block.name.text;
      network.span = block.name.span;
      policy.networks.push_back(std::move(network));
      networks_.push_back(&block);
      return;
    }
    case ast::BlockKind::PrefixList: {
      const Symbol symbol{Symbol::Kind::PrefixList, next_index(prefix_lists_), block.name.span};
      if (!enter(names_, block.name, symbol, context)) return;
      ir::PrefixList list;
      list.name = block.name.text;
      list.span = block.name.span;
      policy.prefix_lists.push_back(std::move(list));
      prefix_lists_.push_back(&block);
      return;
    }
    case ast::BlockKind::Blacklist: {
      const Symbol symbol{Symbol::Kind::Blacklist, next_index(blacklists_), block.name.span};
      if (!enter(blacklists_by_name_, block.name, symbol, context)) return;
      ir::Blacklist blacklist;
      blacklist.name = block.name.text;
      blacklist.span = block.name.span;
      policy.blacklists.push_back(std::move(blacklist));
      blacklists_.push_back(&block);
      return;
    }
  }
}

std::optional<Symbol> Symbols::find(std::string_view name, Scope scope) const {
  if (scope == Scope::Policy) {
    if (const auto own = names_.find(name); own != names_.end()) return own->second;
  }
  const auto built_in = prelude_names_.find(name);
  if (built_in == prelude_names_.end()) return std::nullopt;
  return built_in->second;
}

std::optional<Symbol> Symbols::find_service(std::string_view name, Scope scope) const {
  if (scope == Scope::Policy) {
    if (const auto own = services_by_name_.find(name); own != services_by_name_.end()) return own->second;
  }
  const auto built_in = prelude_services_.find(name);
  if (built_in == prelude_services_.end()) return std::nullopt;
  return built_in->second;
}

std::optional<Symbol> Symbols::resolve(const ast::Name& name, Scope scope, Context& context) const {
  const auto symbol = find(name.text, scope);
  if (!symbol) report_unknown(name, scope, false, context);
  return symbol;
}

std::optional<Symbol> Symbols::resolve_service(const ast::Name& name, Scope scope, Context& context) const {
  const auto symbol = find_service(name.text, scope);
  if (!symbol) report_unknown(name, scope, true, context);
  return symbol;
}

std::optional<ir::PointId> Symbols::resolve_point(const ast::Name& name, std::string_view wanted,
                                                  Context& context) const {
  const auto symbol = resolve(name, Scope::Policy, context);
  if (!symbol) return std::nullopt;
  if (symbol->kind == Symbol::Kind::Point) return ir::PointId{symbol->index};

  context.sink.report(diagnose(kind::WrongKindOfName, name.span, name.text, describe(*symbol, context.policy), wanted)
                          .with_note(symbol->span, "it is declared here"));
  return std::nullopt;
}

namespace {

// Words of a service that stand alone where no service has their name.
std::string help_for_service_word(std::string_view word) {
  std::string types;
  for (const Family family : kFamilies) {
    const std::string_view protocol = family == Family::V4 ? "icmp" : "icmp6";
    if (!icmp_type_number(family, word)) continue;
    types += fmt::format("{}`{} {}`", types.empty() ? "" : " or ", protocol, word);
  }
  if (!types.empty()) return fmt::format("it is a type of ICMP: write {}", types);
  if (word == "sport") return "source ports follow it, once, behind the ports: `tcp 80 sport 1024-65535`";
  return {};
}

// What other languages call everybody.
std::string help_for_everybody(std::string_view word) {
  constexpr std::array<std::string_view, 9> kWords{"anybody",  "anyone",     "anywhere",   "everybody", "everyone",
                                                   "everything", "everywhere", "internet", "world"};
  return std::find(kWords.begin(), kWords.end(), word) == kWords.end() ? std::string{} : "everybody is `any`";
}

}  // namespace

void Symbols::report_unknown(const ast::Name& name, Scope scope, bool service, Context& context) const {
  auto finding = service ? diagnose(kind::UnknownService, name.span, name.text)
                         : diagnose(kind::UnknownName, name.span, name.text);

  const auto elsewhere = service ? find(name.text, scope) : find_service(name.text, scope);
  const auto listed = blacklists_by_name_.find(name.text);
  if (elsewhere) {
    finding.notes.push_back({elsewhere->span, fmt::format("'{}' is {}", name.text, describe(*elsewhere, context.policy))});
  } else if (listed != blacklists_by_name_.end()) {
    finding.notes.push_back({listed->second.span, fmt::format("'{}' is a blacklist: it is put `on` points and never named in a rule", name.text)});
  }

  if (const auto near = nearest(name.text, service, context)) finding.help = fmt::format("did you mean '{}'?", *near);
  const std::string word_help = service ? help_for_service_word(name.text) : help_for_everybody(name.text);
  if (!word_help.empty()) finding.help = word_help;
  if (service && finding.help.empty() && finding.notes.empty()) {
    finding.help = fmt::format("write its ports, such as `tcp 8080`, or declare it: `service {} {{ tcp 8080 }}`; `sgc prelude` has those that are built in", name.text);
  }
  context.sink.report(std::move(finding));
}

std::optional<std::string_view> Symbols::nearest(std::string_view name, bool service, Context& context) const {
  const Table& own = service ? services_by_name_ : names_;
  const Table& built_in = service ? prelude_services_ : prelude_names_;
  const std::size_t count = own.size() + built_in.size();
  if (count > context.comparisons_left) return std::nullopt;
  context.comparisons_left -= count;

  std::vector<std::string_view> candidates;
  for (const Table* table : {&own, &built_in}) {
    for (const auto& [text, symbol] : *table) candidates.push_back(text);
  }
  std::sort(candidates.begin(), candidates.end());
  return suggest(name, candidates);
}

std::string_view describe(const Symbol& symbol, const ir::Policy& policy) {
  switch (symbol.kind) {
    case Symbol::Kind::Group: return "a group";
    case Symbol::Kind::Service: return "a service";
    case Symbol::Kind::Network: return "a network";
    case Symbol::Kind::PrefixList: return "a prefix list";
    case Symbol::Kind::Blacklist: return "a blacklist";
    case Symbol::Kind::Point: break;
  }
  const ir::Point& point = policy.points[symbol.index];
  if (point.load_balancer() != nullptr) return "a load balancer";
  if (point.instance() != nullptr) return "an instance";
  if (point.acl() != nullptr) return "an acl";
  return "a security group";
}

}  // namespace sgc::sema
