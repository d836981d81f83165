// What every name stands for. Groups, points, networks and prefix lists share one name space; services and blacklists
// have one each. The prelude's names lie in a scope below: a policy's own declaration hides them.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/sema/context.h"

namespace sgc::sema {

// Whose names a reference sees: those of the policy and below them the prelude's, or the prelude's alone.
enum class Scope : std::uint8_t { Policy, Prelude };

struct Symbol {
  enum class Kind : std::uint8_t { Group, Service, Point, Network, PrefixList, Blacklist };
  Kind kind = Kind::Group;
  std::uint32_t index = 0;  // in the vector of that kind, in ir::Policy and in Symbols alike
  Span span;
};

class Symbols {
 public:
  // Declares everything: fills the policy's vectors with named entries in the order written. Reports names
  // that are declared twice; the first stands.
  Symbols(const ast::Policy& written, const ast::File& prelude, Context& context);

  // The group, point, network or prefix list of this name.
  std::optional<Symbol> find(std::string_view name, Scope scope) const;
  std::optional<Symbol> find_service(std::string_view name, Scope scope) const;

  // The same, but reports an unknown name with the nearest one, or says what else bears it.
  std::optional<Symbol> resolve(const ast::Name& name, Scope scope, Context& context) const;
  std::optional<Symbol> resolve_service(const ast::Name& name, Scope scope, Context& context) const;

  // A point of this name; `wanted` ("a security group") says in the error what should stand there.
  std::optional<ir::PointId> resolve_point(const ast::Name& name, std::string_view wanted, Context& context) const;

  // What was written, by the index of a symbol of that kind. A predeclared network has no block: null.
  const ast::Group& group(std::uint32_t index) const { return *groups_[index].written; }
  Scope group_scope(std::uint32_t index) const { return groups_[index].scope; }
  const ast::Service& service(std::uint32_t index) const { return *services_[index].written; }
  Scope service_scope(std::uint32_t index) const { return services_[index].scope; }
  const ast::Block& point(std::uint32_t index) const { return *points_[index]; }
  const ast::Block* network(std::uint32_t index) const { return networks_[index]; }
  const ast::Block& prefix_list(std::uint32_t index) const { return *prefix_lists_[index]; }
  const ast::Block& blacklist(std::uint32_t index) const { return *blacklists_[index]; }

 private:
  template <class Written>
  struct Scoped {
    const Written* written;
    Scope scope;
  };
  using Table = std::unordered_map<std::string_view, Symbol>;

  void declare(const ast::File& file, Scope scope, Context& context);
  void declare_group(const ast::Group& group, Scope scope, Context& context);
  void declare_service(const ast::Service& service, Scope scope, Context& context);
  void declare_block(const ast::Block& block, Context& context);
  void declare_predeclared_networks(Context& context);
  bool enter(Table& table, const ast::Name& name, Symbol symbol, Context& context);
  void report_unknown(const ast::Name& name, Scope scope, bool service, Context& context) const;
  std::optional<std::string_view> nearest(std::string_view name, bool service, Context& context) const;

  Table names_, services_by_name_, blacklists_by_name_;
  Table prelude_names_, prelude_services_;
  std::vector<Scoped<ast::Group>> groups_;
  std::vector<Scoped<ast::Service>> services_;
  std::vector<const ast::Block*> points_, networks_, prefix_lists_, blacklists_;
};

// "a group", "a security group" …: what a symbol is, for messages.
std::string_view describe(const Symbol& symbol, const ir::Policy& policy);

}  // namespace sgc::sema
