// Who lists: group and point names, addresses, feeds to sets of addresses, with the words they were said with.
// Nothing empty passes silently: what came out empty is reported with what emptied it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/sema/dependency_order.h"
#include "compiler/sema/feeds.h"
#include "compiler/sema/symbols.h"

namespace sgc::sema {

// What a name or a list stands for.
struct Meaning {
  ir::AddressSetId addresses;
  bool broken = false;           // something in it was reported: what follows from its emptiness is not
  bool empty_by_choice = false;  // empty, and only because optional feeds are
};

// Where a list stands: what it may say, and how it is called in messages.
struct WhoPlace {
  Scope scope = Scope::Policy;
  bool in_group = false;             // a group's body: no points, no networks
  std::optional<ir::PointId> self;   // what `self` means; none: it has no meaning there
};

class Whos {
 public:
  Whos(const Symbols& symbols, Context& context);

  // Resolves every group of the policy itself, used or not, so that its errors are seen.
  void resolve_all_groups();

  // The who and its meaning. Does not report emptiness of the whole: its caller knows what that means there.
  struct Resolved {
    ir::WhoId id;
    Meaning meaning;
  };
  Resolved resolve(const ast::Who& who, const WhoPlace& place);

  // The side that is not written: tests nothing.
  ir::WhoId unwritten() const { return unwritten_; }
  // A who of one item, as a derived rule has it.
  ir::WhoId of_point(ir::PointId point, bool self = false);
  ir::WhoId of_addresses(ir::AddressSetId addresses);

  // What a point's name stands for: members, VIPs and addresses, subnets. Reports a cycle; not that there are none.
  const Meaning& point_meaning(ir::PointId point);

  // Whether the point's name stands for something; reports that it does not, at `where`. False also where what it
  // stands for was reported as broken.
  bool require_addresses(ir::PointId point, Span where);

  // Why a list came out empty, for the help of a message: "`except` takes all of it".
  std::string why_empty(const ast::Who& who, const WhoPlace& place);

 private:
  struct Part {  // a half of a who list: before or after `except`
    std::vector<ir::WhoItem> items;
    Meaning meaning;
  };

  Part resolve_part(std::span<const ast::WhoElement> elements, const WhoPlace& place);
  ir::WhoItem element_item(const ast::WhoElement& element, const WhoPlace& place, Meaning& meaning);
  ir::WhoItem named_item(const ast::Name& name, const WhoPlace& place, Meaning& meaning);
  ir::WhoItem self_item(Span where, const WhoPlace& place, Meaning& meaning);
  ir::WhoItem point_item(ir::PointId point, Span where, Meaning& meaning);
  ir::WhoItem network_item(ir::NetworkId network, Span where, Meaning& meaning);
  ir::AddressSetId unite_items(const std::vector<ir::WhoItem>& items);

  const Meaning& group_meaning(ir::GroupId group) { return meaning_of({Symbol::Kind::Group, group.index, {}}); }
  const Meaning& network_meaning(ir::NetworkId network) { return meaning_of({Symbol::Kind::Network, network.index, {}}); }
  const Meaning& prefix_list_meaning(ir::PrefixListId list) { return meaning_of({Symbol::Kind::PrefixList, list.index, {}}); }
  const Meaning& meaning_of(const Symbol& symbol);
  Meaning work_out(const Symbol& symbol);
  Meaning work_out_group(std::uint32_t index);
  Meaning work_out_block(const ast::Block& block, ir::WhoId* who);
  std::vector<std::uint32_t> parts_of(const Symbol& symbol) const;
  void report_cycle(std::span<const std::uint32_t> nodes);
  void mark_group_used(std::uint32_t index);

  // Everything that may stand in a who has a node: groups first, then points, networks and prefix lists.
  std::uint32_t node_of(const Symbol& symbol) const;
  Symbol symbol_of(std::uint32_t node) const;
  const ast::Block* block_of(const Symbol& symbol) const;

  const Symbols& symbols_;
  Context& context_;
  Feeds feeds_;
  ir::AddressSetId none_;
  ir::AddressSetId any_;
  ir::AddressSetId any_v4_;
  ir::AddressSetId any_v6_;
  ir::WhoId unwritten_;
  DependencyOrder order_;
  std::vector<Meaning> meanings_;  // by node; broken until it is worked out
  bool marking_ = true;            // references count as uses
};

}  // namespace sgc::sema
