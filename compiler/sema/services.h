// Services: names and literal items to sets of protocol, ports, types and codes.
#pragma once

#include <span>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/sema/dependency_order.h"
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
  ServiceSet item_set(const ast::ServiceItem& item, Scope scope);
  ServiceSet named(const ast::Name& name, Scope scope);
  const ServiceSet& by_index(std::uint32_t index);
  ServiceSet port_set(const ast::PortItem& item) const;
  ServiceSet protocol_set(const ast::ProtocolItem& item, Span where);
  void work_out(std::uint32_t index);
  std::vector<std::uint32_t> parts_of(std::uint32_t index) const;
  void report_cycle(std::span<const std::uint32_t> services);
  void mark_used(std::uint32_t index);

  const Symbols& symbols_;
  Context& context_;
  DependencyOrder order_;
  ir::ServiceSetId nothing_;
  bool marking_ = true;  // references count as uses: not while resolve_all looks at unused ones
};

}  // namespace sgc::sema
