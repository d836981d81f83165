// The lists of gates as the packets of a stretch meet them: each rule cut down to those packets and said of them, also
// where the gate is shown the reply, or the packet before it was forwarded. Then one packet can be asked about at all
// gates at once.
#pragma once

#include <deque>
#include <unordered_map>

#include "compiler/checks/ways/list_index.h"

namespace sgc::checks {

class GateLists {
 public:
  // With source ports in `ports` only. The policy, its indexes and the route outlive it.
  GateLists(const ir::Policy& policy, ListIndexes& indexes, const Route& route, std::size_t stretch,
            NumberRange ports = kAllPorts);
  GateLists(const GateLists&) = delete;
  GateLists& operator=(const GateLists&) = delete;

  void add(const Gate& gate);

  const space::Region& packets() const { return packets_; }
  std::vector<space::List> lists() const;  // in the order in which their gates were added

  // The first numbers of stretches of source ports that no rule tells apart, from 0 on.
  std::vector<std::uint16_t> source_port_borders() const;

 private:
  // What a gate shows of packets: the key of what is remembered of a set.
  struct View {
    bool reply = false;
    bool before = false;

    bool operator==(const View&) const = default;
  };
  struct Key {
    std::uint32_t set = 0;
    View view;
    bool source = false;

    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return std::size_t{key.set} * 8 + (key.view.reply ? 4U : 0U) + (key.view.before ? 2U : 0U) + (key.source ? 1U : 0U);
    }
  };

  // The part of a rule's set that matters here, as an id of the own policy; unknown where there is none.
  ir::WhoId side(ir::WhoId who, const View& view, bool source);
  ir::ServiceSetId services(ir::ServiceSetId set, const View& view);

  AddressSet sources_seen(const AddressSet& set) const;
  AddressSet destinations_seen(const AddressSet& set, const View& view) const;
  ServiceSet services_seen(const ServiceSet& set, const View& view) const;

  const ir::Policy& policy_;
  ListIndexes& indexes_;
  const Route& route_;
  space::Region packets_;
  ir::Policy cut_;  // owns the sets that are left of the rules'
  std::deque<ir::RuleList> lists_;
  std::unordered_map<Key, ir::WhoId, KeyHash> sides_;
  std::unordered_map<Key, ir::ServiceSetId, KeyHash> services_;
};

}  // namespace sgc::checks
