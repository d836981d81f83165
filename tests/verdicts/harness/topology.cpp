#include "tests/verdicts/harness/topology.h"

#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <fstream>
#include <span>
#include <string_view>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/process.h"

namespace sgc::verdicts {
namespace {

struct Setting {
  std::string_view path;  // below /proc/sys/net
  std::string_view value;
  bool needed = true;  // false: kernels that do not have it do without
};

// What the stack would drop or keep back on its own is let through, so that the rules are what decides: packets whose
// source could not be routed back (rp_filter) or is the host's own (accept_local), loopback addresses from outside
// (route_localnet), and all the ICMP errors that a `reject` asks for.
constexpr Setting kHostSettings[] = {
    {"ipv4/conf/all/rp_filter", "0"},
    {"ipv4/conf/default/rp_filter", "0"},
    {"ipv4/conf/all/accept_local", "1"},
    {"ipv4/conf/all/route_localnet", "1"},
    {"ipv4/icmp_ratelimit", "0"},
    {"ipv4/icmp_ratemask", "0"},
    {"ipv4/igmp_max_memberships", "1000000"},
    {"ipv6/icmp/ratelimit", "0"},
    {"ipv6/icmp/ratemask", ""},
    {"ipv6/conf/all/disable_ipv6", "0"},
    {"ipv6/conf/default/disable_ipv6", "0"},
    {"ipv6/conf/default/accept_dad", "0"},
    {"ipv6/conf/default/accept_ra", "0"},
    {"ipv6/conf/default/router_solicitations", "0"},
    {"core/optmem_max", "10000000", false},
};

constexpr Setting kPeerSettings[] = {
    {"ipv6/conf/all/disable_ipv6", "0"},
    {"ipv6/conf/default/disable_ipv6", "0"},
    {"ipv6/conf/default/accept_dad", "0"},
    {"ipv6/conf/default/accept_ra", "0"},
    {"ipv6/conf/default/router_solicitations", "0"},
};

// Nothing but test frames may come over the judged link, so its far end has no IPv6 of its own.
constexpr Setting kQuietPeer[] = {{"ipv6/conf/wire0/disable_ipv6", "1"}};

// The judged link has no neighbours (arp off): a packet to any address leaves at once. Every address there is counts as
// the host's own in the table `local`, so that it receives what is sent to any, and may answer in the name of any. Only
// what arrives is routed by that table; what the host sends is routed by the few addresses of table 100, then by main.
constexpr std::string_view kHostScript = R"(
ip link set lo up
ip link add eth0 type veth peer name wire0 netns {0}
ip link add eth1 type veth peer name far0 netns {0}
ip link set eth0 addrgenmode none
ip link set eth0 arp off up
ip link set eth1 up
ip address add 198.18.255.254/32 dev eth0
ip address add 2001:2:ffff::fffe/128 dev eth0
ip route add default dev eth0
ip route add local 127.0.0.0/8 dev lo table 100
ip rule add pref 1 iif eth0 lookup local
ip rule add pref 2 iif eth1 lookup local
ip rule add pref 3 lookup 100
ip rule del pref 0
ip route add local 0.0.0.0/0 dev lo table local
ip -6 route add default dev eth0
ip -6 route add local ::1/128 dev lo table 100
ip -6 rule add pref 1 iif eth0 lookup local
ip -6 rule add pref 2 iif eth1 lookup local
ip -6 rule add pref 3 lookup 100
ip -6 rule del pref 0
ip -6 route add local ::/0 dev lo table local
ip -6 route add local fe80::/10 dev eth0 table local
)";

constexpr std::string_view kPeerScript = R"(
ip link set lo up
ip link set wire0 arp off up
ip link set far0 up
)";

// Offloads leave checksums and segmentation to a network card that is not there; what is judged has to be what a
// packet on a real wire is.
constexpr std::uint32_t kOffloads[] = {ETHTOOL_STXCSUM, ETHTOOL_SSG, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO};

void apply(std::span<const Setting> settings) {
  for (const Setting& setting : settings) {
    const std::string path = fmt::format("/proc/sys/net/{}", setting.path);
    std::ofstream file(path);
    file << setting.value << '\n' << std::flush;
    if (!file && setting.needed) throw HarnessError("cannot set " + path);
  }
}

void run_script(const std::string& script) {
  const ProcessResult result = run_command("set -e\n" + script, "/");
  if (!result.ok()) throw HarnessError("cannot build the test network: " + result.output);
}

// A request about one device, as ioctl wants it.
ifreq request_about(const std::string& device) {
  ifreq request{};
  device.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
  return request;
}

void switch_offloads_off(const Descriptor& socket, const std::string& device) {
  for (const std::uint32_t offload : kOffloads) {
    ethtool_value value{offload, 0};
    ifreq request = request_about(device);
    request.ifr_data = reinterpret_cast<char*>(&value);
    ::ioctl(socket.get(), SIOCETHTOOL, &request);  // one that the device never had cannot be switched off
  }
}

Device prepare(const std::string& name) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request = request_about(name);
  if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0) throw HarnessError::system("no device " + name);
  switch_offloads_off(socket, name);

  Device device{name, {}, ::if_nametoindex(name.c_str())};
  std::copy_n(reinterpret_cast<const std::uint8_t*>(request.ifr_hwaddr.sa_data), device.mac.size(), device.mac.begin());
  return device;
}

}  // namespace

Topology Topology::build() {
  Topology made{NetNamespace::create(), NetNamespace::create(), {}, {}};

  made.host.run([&made] {
    apply(kHostSettings);
    run_script(fmt::format(fmt::runtime(kHostScript), made.peer.path()));
    made.judged.host = prepare("eth0");
    made.talking.host = prepare("eth1");
  });
  made.peer.run([&made] {
    apply(kPeerSettings);
    apply(kQuietPeer);
    run_script(std::string(kPeerScript));
    made.judged.peer = prepare("wire0");
    made.talking.peer = prepare("far0");
  });
  return made;
}

}  // namespace sgc::verdicts
