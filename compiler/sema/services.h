// Services: names and literal items to sets of protocol, ports, types and codes.
#pragma once

#include <span>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/sema/symbols.h"

namespace sgc::sema {

class Services {
 public:
  Services(const Symbols& symbols, Context& context);

  // Resolves every service of the policy itself, used or not, so that its errors are seen.
  void resolve_all();

  // What a list of items means together; an empty set after an error. Marks what it uses. `where` is the list.
  ServiceSet resolve(std::span<const ast::ServiceItem> items, Scope scope = Scope::Policy);

 private:
  enum class State : std::uint8_t { New, Open, Done };

  ServiceSet item_set(const ast::ServiceItem& item, Scope scope);
  ServiceSet named(const ast::Name& name, Scope scope);
  const ServiceSet& by_index(std::uint32_t index);
  ServiceSet port_set(const ast::PortItem& item) const;
  ServiceSet protocol_set(const ast::ProtocolItem& item, Span where);
  void report_cycle(std::uint32_t index);
  void mark_used(std::uint32_t index);

  const Symbols& symbols_;
  Context& context_;
  std::vector<State> states_;
  std::vector<std::uint32_t> open_;  // services being resolved, outermost first
  bool marking_ = true;              // references count as uses: not while resolve_all looks at unused ones
};

}  // namespace sgc::sema
