#include "compiler/checks/exposure/sensitive_ports.h"

#include <fmt/format.h>

namespace sgc::checks {
namespace {

constexpr PortUse kAdmin = PortUse::Administration;
constexpr PortUse kData = PortUse::Database;

// Ports that the programs listen on by default, whether or not IANA's registry knows them.
constexpr SensitivePort kPorts[] = {
    {"ssh", kAdmin, protocol::kTcp, {22, 22}},
    {"telnet", kAdmin, protocol::kTcp, {23, 23}},
    {"rlogin", kAdmin, protocol::kTcp, {512, 514}},
    {"rdp", kAdmin, protocol::kTcp, {3389, 3389}},
    {"rdp", kAdmin, protocol::kUdp, {3389, 3389}},
    {"vnc", kAdmin, protocol::kTcp, {5900, 5903}},
    {"winrm", kAdmin, protocol::kTcp, {5985, 5986}},
    {"x11", kAdmin, protocol::kTcp, {6000, 6063}},
    {"smb", kAdmin, protocol::kTcp, {445, 445}},
    {"snmp", kAdmin, protocol::kUdp, {161, 161}},
    {"ipmi", kAdmin, protocol::kUdp, {623, 623}},
    {"docker", kAdmin, protocol::kTcp, {2375, 2376}},
    {"kubernetes-api", kAdmin, protocol::kTcp, {6443, 6443}},
    {"kubelet", kAdmin, protocol::kTcp, {10250, 10250}},
    {"mssql", kData, protocol::kTcp, {1433, 1434}},
    {"oracle", kData, protocol::kTcp, {1521, 1521}},
    {"zookeeper", kData, protocol::kTcp, {2181, 2181}},
    {"etcd", kData, protocol::kTcp, {2379, 2380}},
    {"mysql", kData, protocol::kTcp, {3306, 3306}},
    {"postgresql", kData, protocol::kTcp, {5432, 5432}},
    {"couchdb", kData, protocol::kTcp, {5984, 5984}},
    {"redis", kData, protocol::kTcp, {6379, 6379}},
    {"influxdb", kData, protocol::kTcp, {8086, 8086}},
    {"cassandra", kData, protocol::kTcp, {9042, 9042}},
    {"elasticsearch", kData, protocol::kTcp, {9200, 9200}},
    {"elasticsearch", kData, protocol::kTcp, {9300, 9300}},
    {"memcached", kData, protocol::kTcp, {11211, 11211}},
    {"memcached", kData, protocol::kUdp, {11211, 11211}},
    {"mongodb", kData, protocol::kTcp, {27017, 27019}},
};
static_assert(std::size(kPorts) <= 64, "a bit each in the masks of the check");

ServiceSet make_administration() {
  ServiceSet all;
  for (const SensitivePort& port : kPorts) {
    if (port.use == kAdmin) all = unite(all, port.services());
  }
  return all;
}

}  // namespace

std::span<const SensitivePort> sensitive_ports() { return kPorts; }

std::string to_string(const SensitivePort& port) {
  const std::string word = protocol_text(port.protocol);
  if (port.ports.first == port.ports.last) return fmt::format("{} ({} {})", port.name, word, port.ports.first);
  return fmt::format("{} ({} {}-{})", port.name, word, port.ports.first, port.ports.last);
}

const ServiceSet& administration_services() {
  static const ServiceSet kServices = make_administration();
  return kServices;
}

}  // namespace sgc::checks
