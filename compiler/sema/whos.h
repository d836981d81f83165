// Who lists: group and point names, addresses, feeds to sets of addresses, with the words they were said with.
// Nothing empty passes silently: what came out empty is reported with what emptied it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ast/ast.h"
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
  enum class State : std::uint8_t { New, Open, Done };
  struct Entry {
    State state = State::New;
    Meaning meaning;
  };
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

  const Meaning& group_meaning(ir::GroupId group);
  const Meaning& network_meaning(ir::NetworkId network);
  const Meaning& prefix_list_meaning(ir::PrefixListId list);
  Meaning block_meaning(const ast::Block& block, std::span<const std::string_view> keywords, ir::WhoId* who);
  template <class Make>
  const Meaning& once(std::vector<Entry>& entries, std::uint32_t index, std::string_view name, Span span, Make make);
  void report_cycle(std::string_view name, Span span);
  void mark_group_used(std::uint32_t index);

  const Symbols& symbols_;
  Context& context_;
  Feeds feeds_;
  std::vector<Entry> groups_, points_, networks_, prefix_lists_;
  std::vector<std::string_view> open_;  // names being resolved, outermost first
  ir::AddressSetId none_;
  ir::AddressSetId any_;
  ir::AddressSetId any_v4_;
  ir::AddressSetId any_v6_;
  ir::WhoId unwritten_;
  bool marking_ = true;  // references count as uses
};

}  // namespace sgc::sema
