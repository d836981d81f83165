// Finds the routes between the ends of journeys.
#pragma once

#include <span>

#include "compiler/checks/ways/route.h"

namespace sgc::checks {

class Router {
 public:
  explicit Router(const ir::Policy& policy);

  const Terminals& terminals() const { return terminals_; }

  // Adds every route of packets of these services from one end to the other. Together they have each packet that has
  // addresses of both ends, at least once for each way that it can take. A route without gates has packets that no
  // list judges.
  void add_routes(const Terminal& from, const Terminal& to, const ServiceSet& services, std::vector<Route>& out) const;

  // The same through one listener of a load balancer to some of its backends, of packets to its VIPs from such ports, from
  // clients that no list of their own keeps back.
  void add_routes(const AddressSet& clients, NumberRange ports, ir::PointId balancer, const ir::Listener& listener,
                  std::span<const Terminal> backends, std::vector<Route>& out) const;

 private:
  // Addresses on both sides that lie alike to all acls' borders, and what packets between them meet there.
  struct Crossing {
    AddressSet sources;
    AddressSet destinations;
    std::vector<Gate> going;    // where the packet leaves a subnet, then where it enters one
    std::vector<Gate> replies;  // the same for the reply
  };
  struct Hop;

  std::vector<Crossing> crossings(const AddressSet& sources, const AddressSet& destinations) const;
  std::vector<AddressSet> vip_classes(const AddressSet& vips, ir::PointId sender, ir::PointId balancer) const;
  std::vector<AddressSet> sides_of_borders(const AddressSet& addresses) const;
  std::vector<Gate> gates_between(const AddressSet& sources, const AddressSet& destinations) const;

  void add_direct(const Terminal& from, const Terminal& to, const ServiceSet& services, std::vector<Route>& out) const;
  void add_unheard(const Terminal& from, const Terminal& to, const ServiceSet& services, std::vector<Route>& out) const;
  void add_listened(const Hop& hop, std::vector<Route>& out) const;
  void add_forwarded(const Hop& hop, Family family, std::vector<Route>& out) const;
  void add_translated(const Hop& hop, std::vector<Route>& out) const;
  void add_no_member(const Hop& hop, Family family, std::vector<Route>& out) const;
  std::vector<Terminal> backends(const ir::Listener& listener) const;

  const ir::Policy& policy_;
  Terminals terminals_;
  std::vector<ir::PointId> acls_;
};

}  // namespace sgc::checks
