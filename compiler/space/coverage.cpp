#include "compiler/space/coverage.h"

#include <algorithm>

namespace sgc::space {
namespace {

// A node whose cell is empty is looked at child by child if this many cells stand for it.
constexpr unsigned kFewCells = 16;

}  // namespace

Coverage::Coverage(const Universe& universe, Budget& budget)
    : universe_(universe),
      budget_(budget),
      around_source_(universe.sources),
      around_destination_(universe.destinations),
      around_sources_(universe.sources),
      around_destinations_(universe.destinations),
      decided_(universe.sources.sets()),
      matter_(universe.sources.sets()) {}

Truth Coverage::covered(const Area& area, const Filter& filter) {
  begin(area.services, filter, false);
  return ask(area);
}

Truth Coverage::covered_early(const Area& area, const Filter& filter, RuleNumber watched_begin, RuleNumber watched_end) {
  begin(area.services, filter, true);
  watched_begin_ = watched_begin;
  watched_end_ = watched_end;
  end_used_ = watched_begin;
  return ask(area);
}

// Row by row, a row being one node of the side that has fewer with all of the other side: often one rule has all of it.
// Where there is a packet to be found, the pair of nodes that the fewest sets contain has one more often than not.
Truth Coverage::ask(const Area& area) {
  if (area.empty()) return Truth::Yes;
  const Truth first = look(barest(universe_.sources, area.sources), barest(universe_.destinations, area.destinations));
  if (first != Truth::Yes || area.sources.size() * area.destinations.size() == 1) return first;
  if (!filter_.only.empty()) return ask_few(area);

  const bool by_source = area.sources.size() <= area.destinations.size();
  const auto across = by_source ? area.destinations : area.sources;
  for (const Node node : by_source ? area.sources : area.destinations) {
    if (row_contained(by_source ? Side::Source : Side::Destination, node, area)) continue;
    for (const Node other : across) {
      const Truth truth = by_source ? look(node, other) : look(other, node);
      if (truth != Truth::Yes) return truth;
    }
  }
  return Truth::Yes;
}

// Nodes that the same of the few rules contain are covered alike, if these cover them: few looks tell of all pairs.
Truth Coverage::ask_few(const Area& area) {
  const auto kinds_of = [this](const Laminar& tree, std::span<const Node> nodes, SetNumber PlacedRule::*side) {
    FewKinds kinds;
    for (const Node node : nodes) {
      std::uint64_t around = 0;
      for (std::size_t i = 0; i < filter_.only.size(); ++i) {
        const SetNumber set = universe_.rules[filter_.only[i]].*side;
        if (set != kNone && tree.contains(set, node)) around |= std::uint64_t{1} << i;
      }
      const auto known = std::find(kinds.around.begin(), kinds.around.end(), around);
      kinds.of_node.push_back(static_cast<std::size_t>(known - kinds.around.begin()));
      if (known == kinds.around.end()) kinds.around.push_back(around);
    }
    return kinds;
  };
  const FewKinds sources = kinds_of(universe_.sources, area.sources, &PlacedRule::source);
  const FewKinds destinations = kinds_of(universe_.destinations, area.destinations, &PlacedRule::destination);

  std::vector<bool> covered(sources.around.size() * destinations.around.size(), false);
  for (std::size_t i = 0; i < area.sources.size(); ++i) {
    for (std::size_t j = 0; j < area.destinations.size(); ++j) {
      const std::size_t kind = sources.of_node[i] * destinations.around.size() + destinations.of_node[j];
      if (covered[kind]) continue;
      if (!bare(area.sources[i], area.destinations[j])) {
        covered[kind] = true;
      } else if (const Truth truth = look(area.sources[i], area.destinations[j]); truth != Truth::Yes) {
        return truth;
      }
    }
  }
  return budget_.spent() ? Truth::NotDecided : Truth::Yes;
}

// Whether one rule has all of what the area has of the node on this side.
bool Coverage::row_contained(Side side, Node node, const Area& area) {
  const bool by_source = side == Side::Source;
  const auto across = by_source ? area.destinations : area.sources;
  if (across.size() == 1) return false;
  Around& at = by_source ? around_source_ : around_destination_;
  Around& all = by_source ? around_destinations_ : around_sources_;
  at.load(node);
  all.load_all(across, by_source ? area.destination_set : area.source_set);
  if (by_source ? gather(at, all) : gather(all, at)) return false;
  use(container_);
  return true;
}

void Coverage::begin(std::span<const Rect> services, const Filter& filter, bool early) {
  filter_ = filter;
  services_ = services;
  bounds_ = bounds_of(services);
  early_ = early;
  containers_alone_ = false;
  watched_begin_ = 0;
  watched_end_ = 0;
  begin_ = kNone;
  end_ = 0;
  ends_.fill(0);
  for (const Part& part : filter.parts) {
    begin_ = std::min(begin_, part.begin);
    end_ = std::max(end_, part.end);
    for (const PairIndex::Says says : PairIndex::kSays) {
      RuleNumber& end = ends_[static_cast<std::size_t>(says)];
      if ((PairIndex::verdicts_of(says) & part.verdicts) != 0) end = std::max(end, part.end);
    }
  }
}

RuleNumber Coverage::container(const Area& area, const Filter& filter) {
  begin(area.services, filter, true);
  containers_alone_ = true;
  if (area.sources.size() * area.destinations.size() == 1) {  // the sets around these may well be loaded already
    gather(area.sources.front(), area.destinations.front());
    return container_;
  }
  around_sources_.load_all(area.sources, area.source_set);
  around_destinations_.load_all(area.destinations, area.destination_set);
  gather(around_sources_, around_destinations_);
  return container_;
}

void Coverage::containers(const Area& area, const Filter& filter, std::vector<RuleNumber>& out) {
  containers_ = &out;
  container(area, filter);
  containers_ = nullptr;
  if (!std::is_sorted(out.begin(), out.end())) std::sort(out.begin(), out.end());
}

void Coverage::all_at(const Spot& spot, const Filter& filter, std::vector<RuleNumber>& out) {
  containers_ = &out;
  first_at(spot, filter);
  containers_ = nullptr;
  if (!std::is_sorted(out.begin(), out.end())) std::sort(out.begin(), out.end());
}

RuleNumber Coverage::first_at(const Spot& spot, const Filter& filter) {
  begin({&spot.service, 1}, filter, true);
  containers_alone_ = true;
  gather(spot.source, spot.destination);
  return container_;
}

// Whether the kept rules cover all of the node pair; gap_ holds packets that they do not, if not.
Truth Coverage::look(Node source, Node destination) {
  if (!budget_.spend(1)) return Truth::NotDecided;
  if (!bare(source, destination)) return Truth::Yes;

  const bool source_cell = universe_.sources.has_cell(source);
  const bool destination_cell = universe_.destinations.has_cell(destination);
  if (source_cell && destination_cell) return Truth::No;
  if (!source_cell && universe_.sources.frontier(source) <= kFewCells) {
    return look_at_children(Side::Source, source, destination);
  }
  if (!destination_cell && universe_.destinations.frontier(destination) <= kFewCells) {
    return look_at_children(Side::Destination, source, destination);
  }
  if (bare_at_ends(source, destination)) return Truth::No;
  return look_below(source, destination);
}

Truth Coverage::look_at_children(Side side, Node source, Node destination) {
  const Laminar& tree = universe_.side(side);
  const Node node = side == Side::Source ? source : destination;
  for (Node child = node + 1; child <= tree.last(node); child = tree.last(child) + 1) {
    const Truth truth = side == Side::Source ? look(child, destination) : look(source, child);
    if (truth != Truth::Yes) return truth;
  }
  return Truth::Yes;
}

// A cheap try before look_below(): packets in the first or last cells below that are not covered.
bool Coverage::bare_at_ends(Node source, Node destination) {
  const auto ends = [](const Laminar& tree, Node node) {
    return std::pair{tree.first_cell(node), tree.last_cell(node)};
  };
  const auto [first_source, last_source] = ends(universe_.sources, source);
  const auto [first_destination, last_destination] = ends(universe_.destinations, destination);
  return bare(first_source, first_destination) || bare(last_source, first_destination) ||
         bare(first_source, last_destination) || bare(last_source, last_destination);
}

// Only nodes of sets that some kept rule has can make a difference. A cell of the source node outside all of those has
// the least cover, so that it stands for the node; where there is no such cell, each of those nodes is looked at.
Truth Coverage::look_below(Node source, Node destination) {
  const Laminar& tree = universe_.sources;
  decided_.clear();
  matter_.clear();
  std::vector<Node> inside;
  const Node cell = cell_outside(tree, source, inside, [&](SetNumber set) {
    if (decided_.mark(set) && source_matters(set, destination)) matter_.mark(set);
    return matter_.has(set);
  });
  if (cell != kNone) return look_at_destinations(source, cell, destination);

  for (const Node node : inside) {
    const Truth truth = look(node, destination);
    if (truth != Truth::Yes) return truth;
  }
  return budget_.spent() ? Truth::NotDecided : Truth::Yes;
}

// The same on the other side, for the sources of one cell, which no kept rule tells from the node `source`.
Truth Coverage::look_at_destinations(Node source, Node cell, Node destination) {
  if (!budget_.spend(1)) return Truth::NotDecided;
  if (!bare(source, destination)) return Truth::Yes;

  std::vector<Node> inside;
  const Node outside = cell_outside(universe_.destinations, destination, inside,
                                    [&](SetNumber set) { return destination_matters(set); });
  if (outside != kNone) {
    gap_.source = cell;
    gap_.destination = outside;
    return budget_.spent() ? Truth::NotDecided : Truth::No;
  }
  for (const Node node : inside) {
    const Truth truth = look_at_destinations(source, cell, node);
    if (truth != Truth::Yes) return truth;
  }
  return budget_.spent() ? Truth::NotDecided : Truth::Yes;
}

// A cell of the node that lies in no node below it of a set that matters; kNone where those take all cells, and then
// `inside` has the outermost of them.
template <class Matters>
Node Coverage::cell_outside(const Laminar& tree, Node node, std::vector<Node>& inside, Matters matters) {
  if (tree.has_cell(node)) return node;
  for (Node at = node + 1; at <= tree.last(node) && budget_.spend(1);) {
    const auto sets = tree.sets_at(at);
    if (std::any_of(sets.begin(), sets.end(), matters)) {
      inside.push_back(at);
      at = tree.last(at) + 1;
    } else if (tree.has_cell(at)) {
      return at;
    } else {
      ++at;
    }
  }
  return kNone;
}

// Whether the rules that contain both nodes leave something of the services.
bool Coverage::bare(Node source, Node destination) {
  if (!gather(source, destination)) {
    use(container_);
    return false;
  }
  for (const Rect& rect : services_) {
    if (const auto piece = cover_.uncovered(rect, candidates_)) {
      gap_ = {source, destination, example_of(universe_.family, *piece)};
      return true;
    }
  }
  for (const RuleNumber rule : candidate_rules_) use(rule);
  return false;
}

}  // namespace sgc::space
