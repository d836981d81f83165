#include "targets/iptables/tree.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "compiler/support/assert.h"
#include "targets/iptables/service_axis.h"

namespace sgc::iptables {
namespace {

// The kernel lets a packet of iptables-nft be in 16 chains at once, goto or not: base chain, root, and a chain that logs
// are three of them.
constexpr std::size_t kMostDepth = 12;

enum class By : std::uint8_t { Source, Destination, Service };

// The packets that come to a node.
template <class Number>
struct Region {
  PrefixOf<Number> source;
  PrefixOf<Number> destination;
  std::optional<ServicePrefix> service;  // of one protocol; none: every packet
};

struct Node;

// What a node does next: send some packets on to another, or try a line.
struct Step {
  Index line = kNoIndex;
  By by = By::Source;
  Prefix prefix;              // by address
  ServicePrefix service;      // by service
  const Node* node = nullptr; // where to; null for a line
};

struct Node {
  std::vector<Step> steps;
};

template <class Number>
class Grower {
 public:
  Grower(LineMaker& maker, const std::vector<Line>& lines, std::size_t left_lines)
      : model_(maker.model()), limits_(model_.options.limits), left_lines_(left_lines), line_count_(lines.size()) {
    const ir::Policy& policy = maker.policy();
    for (const Line& line : lines) {
      sources_.add_line(ranges_of_test(policy, line.source));
      destinations_.add_line(ranges_of_test(policy, line.destination));
      services_.add_line(numbers_of(line.service));
      line_services_.push_back(line.service);
    }
  }

  // The root; null where the tree would need more room than it may.
  const Node* grow() {
    std::vector<Index> all(line_count_);
    for (Index line = 0; line < line_count_; ++line) all[line] = line;
    const Node* root = node_for(std::move(all), {}, 0);
    return over_budget() ? nullptr : root;
  }

 private:
  using Lines = std::vector<Index>;

  bool over_budget() const { return steps_ > line_count_ * limits_.most_copies; }

  const Node* node_for(Lines lines, const Region<Number>& region, std::size_t depth) {
    cut_off_dead(lines, region);
    const bool leaf = lines.size() <= left_lines_ || depth == kMostDepth;
    if (leaf) {
      if (const auto known = leaves_.find(lines); known != leaves_.end()) return known->second;
    }
    Node& node = nodes_.emplace_back();
    if (leaf) {
      add_lines(node, lines);
      leaves_.emplace(std::move(lines), &node);
    } else {
      fill(node, lines, region, depth);
    }
    return &node;
  }

  // What comes after a line that takes every packet of the region is never tried.
  void cut_off_dead(Lines& lines, const Region<Number>& region) const {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!takes_all(lines[i], region)) continue;
      lines.resize(i + 1);
      return;
    }
  }

  bool takes_all(Index line, const Region<Number>& region) const {
    if (!sources_.covers(line, region.source) || !destinations_.covers(line, region.destination)) return false;
    const Index service = line_services_[line];
    if (service == kNoIndex) return true;
    return region.service && told_by_numbers(model_.services[service]) && services_.covers(line, *region.service);
  }

  void add_lines(Node& node, const Lines& lines) {
    for (const Index line : lines) node.steps.push_back({line, {}, {}, {}, nullptr});
    steps_ += lines.size();
  }

  // The steps for these lines, after those that the node has.
  void fill(Node& node, const Lines& lines, const Region<Number>& region, std::size_t depth) {
    if (over_budget()) return;
    if (lines.size() <= left_lines_) return add_lines(node, lines);

    const CutLimits limits{limits_.fan_out, left_lines_};
    const Cut<Number> by_source = sources_.cut(lines, {region.source}, {}, limits);
    const Cut<Number> by_destination = destinations_.cut(lines, {region.destination}, {}, limits);
    const Cut<std::uint32_t> by_service = cut_by_service(lines, region, limits);

    const std::size_t source = rating(by_source, lines.size());
    const std::size_t destination = rating(by_destination, lines.size());
    const std::size_t service = rating(by_service, lines.size());
    const std::size_t best = std::min({source, destination, service});
    if (best == kNoUse) {
      add_lines(node, lines);
    } else if (best == source) {
      branch(node, by_source, By::Source, region, depth);
    } else if (best == destination) {
      branch(node, by_destination, By::Destination, region, depth);
    } else {
      branch(node, by_service, By::Service, region, depth);
    }
  }

  Cut<std::uint32_t> cut_by_service(const Lines& lines, const Region<Number>& region, const CutLimits& limits) {
    if (region.service) return services_.cut(lines, {*region.service}, {}, limits);
    std::set<std::uint8_t> protocols;
    Lines outside;
    for (const Index line : lines) {
      const Index service = line_services_[line];
      if (service == kNoIndex) {
        outside.push_back(line);
      } else {
        protocols.insert(model_.services[service].protocol);
      }
    }
    std::vector<ServicePrefix> starts;
    for (const std::uint8_t protocol : protocols) starts.push_back(whole_protocol(protocol));
    return services_.cut(lines, starts, outside, limits);
  }

  static constexpr std::size_t kNoUse = SIZE_MAX;

  // The longest list that is left counts most, then how much is repeated.
  template <class Key>
  std::size_t rating(const Cut<Key>& cut, std::size_t lines) const {
    const std::size_t largest = cut.largest();
    if (cut.pieces.empty() || largest * 8 > lines * 7) return kNoUse;
    return largest * limits_.fan_out + cut.total();
  }

  template <class Key>
  void branch(Node& node, const Cut<Key>& cut, By by, const Region<Number>& region, std::size_t depth) {
    for (const auto& piece : cut.pieces) {
      Region<Number> inside = region;
      Step step;
      step.by = by;
      if constexpr (std::is_same_v<Key, Number>) {
        if (by == By::Source) inside.source = piece.prefix;
        if (by == By::Destination) inside.destination = piece.prefix;
        step.prefix = {piece.prefix.first, piece.prefix.length};
      }
      if constexpr (std::is_same_v<Key, std::uint32_t>) {
        if (by == By::Service) inside.service = step.service = piece.prefix;
      }
      ++steps_;
      step.node = node_for(piece.lines, inside, depth + 1);
      node.steps.push_back(step);
    }
    fill(node, cut.rest, region, depth);
  }

  typename Axis<Number>::Ranges ranges_of_test(const ir::Policy& policy, const AddressTest& test) {
    static constexpr ClosedRange<Number> kEverything{0, kLastNumber<Number>};
    switch (test.kind) {
      case AddressTest::Kind::None: return {&kEverything, 1};
      case AddressTest::Kind::Range: return ranges_of<Number>(policy.addresses(ir::AddressSetId{test.index}));
      case AddressTest::Kind::Set: return ranges_of<Number>(policy.addresses(model_.sets[test.index].addresses));
      case AddressTest::Kind::Prefix: break;
    }
    SGC_ASSERT(false, "the lines of rules name no prefixes of trees");
    return {};
  }

  Axis<std::uint32_t>::Ranges numbers_of(Index service) {
    const auto [known, fresh] = numbers_.try_emplace(service);
    if (fresh) known->second = service_numbers(service == kNoIndex ? nullptr : &model_.services[service]);
    return known->second;
  }

  Model& model_;
  const Limits& limits_;
  std::size_t left_lines_;
  std::size_t line_count_;
  Axis<Number> sources_;
  Axis<Number> destinations_;
  Axis<std::uint32_t> services_;
  std::vector<Index> line_services_;
  std::map<Index, RangeList<std::uint32_t>> numbers_;  // by service
  std::deque<Node> nodes_;
  std::map<Lines, const Node*> leaves_;
  std::size_t steps_ = 0;
};

// Nodes become chains, in the order in which a reader meets them.
class Planter {
 public:
  Planter(LineMaker& maker, const TreePlace& place, const std::vector<Line>& lines) : maker_(maker), place_(place), lines_(lines) {}

  Index chain_of(const Node& node) {
    const auto [known, fresh] = chains_.try_emplace(&node, kNoIndex);
    if (!fresh) return known->second;
    const Index chain = maker_.add_chain(place_.direction, place_.family);
    known->second = chain;

    Statements statements = statements_of(node, Action::Kind::Goto);
    Chain& made = maker_.table(place_.family).chains[chain];
    made.legend = has_legend(node);
    made.statements = std::move(statements);
    return chain;
  }

  // Only at the ends: what stands behind branches every packet would pass that takes none of them.
  bool has_legend(const Node& node) const {
    const bool ends = std::all_of(node.steps.begin(), node.steps.end(), [](const Step& step) { return step.node == nullptr; });
    return ends && node.steps.size() <= maker_.model().options.limits.legend_lines;
  }

  // What the node does, with the packets that it sends on sent in this way.
  Statements statements_of(const Node& node, Action::Kind send) {
    Statements statements;
    for (const Step& step : node.steps) statements.emplace_back(step.node == nullptr ? lines_[step.line] : branch(step, send));
    return statements;
  }

 private:
  Line branch(const Step& step, Action::Kind send) {
    Line line;
    switch (step.by) {
      case By::Source: line.source = {AddressTest::Kind::Prefix, maker_.prefix(step.prefix)}; break;
      case By::Destination: line.destination = {AddressTest::Kind::Prefix, maker_.prefix(step.prefix)}; break;
      case By::Service: line.service = maker_.service(test_for(step.service)); break;
    }
    line.action = {send, chain_of(*step.node)};
    return line;
  }

  LineMaker& maker_;
  TreePlace place_;
  const std::vector<Line>& lines_;
  std::map<const Node*, Index> chains_;
};

// What the base chain says. A root that only sends packets on stands in it, which saves each packet a chain; what a branch
// gives back is for no other. Lines would be tried a second time by packets that come back, so with them the root is a chain.
Statements rooted(Planter& planter, const Node& root) {
  const bool only_sends = std::all_of(root.steps.begin(), root.steps.end(), [](const Step& step) { return step.node != nullptr; });
  if (only_sends) return planter.statements_of(root, Action::Kind::Jump);
  Line jump;
  jump.action = {Action::Kind::Jump, planter.chain_of(root)};
  return {jump};
}

// Leaves are made larger until the tree is small enough.
template <class Number>
std::optional<Statements> tree_of(LineMaker& maker, const TreePlace& place, const std::vector<Line>& lines) {
  for (std::size_t left = maker.model().options.limits.left_lines; left * 4 <= lines.size(); left *= 2) {
    Grower<Number> grower(maker, lines, left);
    const Node* root = grower.grow();
    if (root == nullptr) continue;

    Planter planter(maker, place, lines);
    return rooted(planter, *root);
  }
  return std::nullopt;
}

}  // namespace

Statements build_tree(LineMaker& maker, const TreePlace& place, const std::vector<Line>& lines) {
  auto tree = place.family == Family::V4 ? tree_of<std::uint32_t>(maker, place, lines) : tree_of<u128>(maker, place, lines);
  if (!tree) return {lines.begin(), lines.end()};
  maker.model().structured = true;
  return std::move(*tree);
}

}  // namespace sgc::iptables
