// The one question on which everything stands: is this area covered by the rules that a filter keeps, and if not,
// by which packet not? README.md proves why a look at pairs of cells answers it.
#pragma once

#include <algorithm>
#include <array>

#include "compiler/space/around.h"
#include "compiler/space/filter.h"
#include "compiler/space/rectangle_cover.h"

namespace sgc::space {

// Asks one universe; holds the memory that this takes, so a thread has its own.
class Coverage {
 public:
  Coverage(const Universe& universe, Budget& budget);

  // Whether every packet of the area is in a rule that the filter keeps.
  Truth covered(const Area& area, const Filter& filter);

  // After No: packets of the area that no such rule has.
  const Spot& gap() const { return gap_; }

  // Like covered(), and prefers rules that come early as proof. After Yes, of the rules from `begin` to before `end`
  // only those before end_used() are needed.
  Truth covered_early(const Area& area, const Filter& filter, RuleNumber begin, RuleNumber end);
  RuleNumber end_used() const { return end_used_; }

  // The first rule that the filter keeps and that contains the whole area by itself, node by node; or kNone.
  RuleNumber container(const Area& area, const Filter& filter);

  // All of them, ascending.
  void containers(const Area& area, const Filter& filter, std::vector<RuleNumber>& out);

  // The first rule that the filter keeps and that has the packets of the spot; or kNone.
  RuleNumber first_at(const Spot& spot, const Filter& filter);
  // All of them, ascending.
  void all_at(const Spot& spot, const Filter& filter, std::vector<RuleNumber>& out);

 private:
  // Nodes by which of the few rules contain them, a bit each.
  struct FewKinds {
    std::vector<std::uint64_t> around;  // of each kind
    std::vector<std::size_t> of_node;
  };

  void begin(std::span<const Rect> services, const Filter& filter, bool early);
  Truth ask(const Area& area);
  Truth ask_few(const Area& area);
  bool row_contained(Side side, Node node, const Area& area);
  Truth look(Node source, Node destination);
  Truth look_at_children(Side side, Node source, Node destination);
  Truth look_below(Node source, Node destination);
  Truth look_at_destinations(Node source, Node cell, Node destination);
  bool bare(Node source, Node destination);
  bool bare_at_ends(Node source, Node destination);

  // Gathers the kept rules around both nodes; false if one of them contains all services alone.
  bool gather(Node source, Node destination);
  bool gather(const Around& sources, Around& destinations);
  bool take_partners(SetNumber source, Around& destinations);
  bool gather_few(Node source, Node destination);
  bool take(PairNumber pair);
  void take_container(PairNumber pair);
  bool contains_services(const PairIndex::Entry& entry) const;
  bool take_services(RuleNumber rule, std::span<const Rect> rects);
  void use(RuleNumber rule) {
    if (watched_begin_ <= rule && rule < watched_end_) end_used_ = std::max(end_used_, rule + 1);
  }

  bool matters(PairNumber pair) const;
  bool source_matters(SetNumber set, Node destination);
  bool destination_matters(SetNumber set);
  bool few_have(SetNumber PlacedRule::*side, SetNumber set) const;
  template <class Matters>
  Node cell_outside(const Laminar& tree, Node node, std::vector<Node>& inside, Matters matters);

  const Universe& universe_;
  Budget& budget_;
  RectangleCover cover_;
  Around around_source_;
  Around around_destination_;
  Around around_sources_;       // the sets around all nodes of a side of the area
  Around around_destinations_;
  Marks decided_;  // source sets of which source_matters() has been found out
  Marks matter_;   // and those that do

  // The question being asked.
  Filter filter_;
  RuleNumber begin_ = 0;
  RuleNumber end_ = 0;
  std::array<RuleNumber, 3> ends_{};  // the same for pairs by what their rules say
  std::span<const Rect> services_;
  Rect bounds_;
  bool early_ = false;

  std::vector<Rect> candidates_;
  std::vector<RuleNumber> candidate_rules_;
  RuleNumber container_ = kNone;
  bool containers_alone_ = false;  // nobody asks for rules that have some of the services
  std::vector<RuleNumber>* containers_ = nullptr;  // where all are wanted
  RuleNumber watched_begin_ = 0;
  RuleNumber watched_end_ = 0;
  RuleNumber end_used_ = 0;
  Spot gap_;
};

}  // namespace sgc::space
