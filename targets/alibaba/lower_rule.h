// One rule of the policy as rules of a security group. What it costs is known before anything is made, so that a feed
// of a million lines is refused by its count.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "compiler/support/source_map.h"
#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/cloud/sides.h"

namespace sgc::targets::alibaba {

// Whose list a rule stands in.
struct Site {
  const ir::Point* point;  // its near side counts
  ir::PointId group;       // «self»; of blacklists alone, unknown
  ir::Direction direction = ir::Direction::Inbound;
  bool classic = false;
  bool inner_access = false;
};

// What is worth a word, at the first rule of which it is true.
struct Notices {
  std::optional<Span> port_zero;
  std::optional<Span> port_zero_denied;
  std::optional<Span> icmp6;
  std::optional<Span> self;
  std::optional<Span> classic_v6;
};

class RuleLowering {
 public:
  RuleLowering(const ir::Policy& policy, const SourceMap& sources, const Options& options)
      : policy_(policy), sources_(sources), options_(options) {}

  // How many entries it takes at least: in a classic network some stand for both interfaces. Before: the ruling found
  // no obstacle in the rule.
  std::uint64_t count(const Site& site, const ir::Rule& rule);

  void write(const Site& site, const ir::Rule& rule, Level level, std::vector<Entry>& entries);

  const Notices& notices() const { return notices_; }

 private:
  struct Far {
    std::vector<ir::WhoItem> references;
    AddressSet addresses;
    std::uint64_t blocks[2] = {0, 0};  // by family
  };
  struct Piece;
  const Far& far(const Site& site, const ir::Rule& rule);
  Far make_far(const Site& site, const ir::Who& who);
  std::vector<Piece> pieces(const Site& site, const ir::Rule& rule);
  std::vector<std::optional<cloud::Cidr>> near(const Site& site, const ir::Rule& rule, Family family) const;
  void write_references(const Site& site, const ir::Rule& rule, const Piece& piece, Entry& entry,
                        std::vector<Entry>& entries);
  void write_addresses(const Site& site, const ir::Rule& rule, const Piece& piece, Entry& entry,
                       std::vector<Entry>& entries);

  const ir::Policy& policy_;
  const SourceMap& sources_;
  const Options& options_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, bool, bool>, Far> far_;
  Notices notices_;
};

// Which points and prefix lists a rule can name: security groups and prefix lists, not machines or load balancers.
bool refers(const ir::Policy& policy, const ir::WhoItem& item);

}  // namespace sgc::targets::alibaba
