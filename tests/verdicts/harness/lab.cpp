#include "tests/verdicts/harness/lab.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/verdicts/harness/batch.h"
#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/memberships.h"
#include "tests/verdicts/harness/netfilter_log.h"
#include "tests/verdicts/harness/observers.h"
#include "tests/verdicts/harness/packet_socket.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/raw_sender.h"
#include "tests/verdicts/harness/temporary_folder.h"
#include "tests/verdicts/harness/wire.h"

namespace sgc::verdicts {
namespace {

// Every tool may have left rules; those that are not installed have left none. A table of iptables-legacy cannot be
// taken away, but made empty.
constexpr const char* kClear = R"(
nft -f observers.nft
for family in ip ip6; do
  for table in $(cat /proc/net/${family}_tables_names 2>/dev/null); do
    case $table in
      filter|security) chains="INPUT FORWARD OUTPUT" ;;
      raw) chains="PREROUTING OUTPUT" ;;
      nat) chains="PREROUTING INPUT OUTPUT POSTROUTING" ;;
      *) chains="PREROUTING INPUT FORWARD OUTPUT POSTROUTING" ;;
    esac
    { echo "*$table"; for chain in $chains; do echo ":$chain ACCEPT [0:0]"; done; echo COMMIT; } |
      ${family}tables-legacy-restore
  done
done
if command -v ipset >/dev/null; then ipset destroy; fi
if command -v conntrack >/dev/null; then conntrack -F 2>/dev/null; fi
true
)";

bool is_refusal(std::span<const std::uint8_t> packet) {
  const auto sighting = recognise(packet);
  return sighting && sighting->refusal;
}

struct Resident {
  Address address;
  const Device& device;
};

// The commands by which one end of a link gets its address and learns of the other end.
std::string connecting(const Resident& own, const Resident& other, Neighbours neighbours) {
  const unsigned length = address_bits(own.address.family);
  const std::string self = to_string(own.address);
  const std::string there = to_string(other.address);
  const std::string& device = own.device.name;
  std::string commands =
      fmt::format("ip address replace {0}/{2} dev {3} {4} && ip route replace {1}/{2} dev {3} src {0}", self, there, length,
                  device, own.address.family == Family::V6 ? "nodad" : "");
  if (neighbours == Neighbours::Known) {
    commands += fmt::format(" && ip neighbour replace {} lladdr {:02x} dev {} nud permanent", there,
                            fmt::join(other.device.mac, ":"), device);
  }
  return commands;
}

void run_in(const NetNamespace& where, const std::string& command) {
  where.run([&] {
    const ProcessResult result = run_command(command, "/");
    if (!result.ok()) throw HarnessError(command + ": " + result.output);
  });
}

}  // namespace

struct Lab::Parts {
  Topology topology = Topology::build();
  TemporaryFolder folder;
  NetfilterLog log{topology.host, log_groups()};
  Wire judged_wire{topology, topology.judged};
  Wire talking_wire{topology, topology.talking};
  RawSender sender{topology, topology.judged};
  Memberships memberships{topology.host, topology.judged.host};
  unsigned loads = 0;

  void send_numbered(std::span<const ir::Packet> packets, const std::function<void(const Bytes&)>& send,
                     const std::function<void()>& settle);
  void judge_inbound(std::span<const ir::Packet> packets, Batch& batch);
  void judge_outbound(std::span<const ir::Packet> packets, Batch& batch);
  void judge_at_device(std::span<const ir::Packet> packets, const Descriptor& tap, Batch& batch);
};

// Makes each packet with its number, the control last, and gives it to `send`; `settle` is called after each portion.
void Lab::Parts::send_numbered(std::span<const ir::Packet> packets, const std::function<void(const Bytes&)>& send,
                               const std::function<void()>& settle) {
  ProbeNumber number = 0;
  for (const ir::Packet& packet : packets) {
    send(probe(packet, ++number));
    if (number % kMostInFlight == 0) settle();
  }
  if (number % kMostInFlight != 0) settle();
  send(probe(Batch::control(), ++number));
  settle();
}

void Lab::Parts::judge_inbound(std::span<const ir::Packet> packets, Batch& batch) {
  for (const ir::Packet& packet : packets) memberships.join(packet.destination_address());

  std::vector<Bytes> frames;
  const auto send = [&](const Bytes& packet) { frames.push_back(frame_to_host(topology.judged, packet)); };
  const auto settle = [&] {
    judged_wire.send(frames);
    frames.clear();
    log.drain([&batch](const LoggedPacket& logged) {
      switch (static_cast<Post>(logged.group)) {
        case Post::ShownInbound: batch.was_shown(logged.bytes); return;
        case Post::PassedInbound: batch.was_let_through(logged.bytes); return;
        case Post::ShownOutbound: return;
        case Post::PassedOutbound: batch.was_answered(logged.bytes); return;
      }
    });
  };
  send_numbered(packets, send, settle);
}

void Lab::Parts::judge_outbound(std::span<const ir::Packet> packets, Batch& batch) {
  const auto send = [&](const Bytes& packet) { sender.send(packet); };
  const auto settle = [&] {
    log.drain([&batch](const LoggedPacket& logged) {
      switch (static_cast<Post>(logged.group)) {
        case Post::ShownInbound:
        case Post::PassedInbound: return;
        case Post::ShownOutbound: batch.was_shown(logged.bytes); return;
        case Post::PassedOutbound:
          batch.was_let_through(logged.bytes);
          batch.was_answered(logged.bytes);
          return;
      }
    });
  };
  send_numbered(packets, send, settle);
}

void Lab::Parts::judge_at_device(std::span<const ir::Packet> packets, const Descriptor& tap, Batch& batch) {
  constexpr std::size_t kEthernetHeader = 14;
  std::vector<Bytes> frames;
  const auto send = [&](const Bytes& packet) { frames.push_back(frame_to_host(topology.judged, packet)); };
  const auto settle = [&] {
    judged_wire.send(frames);
    frames.clear();
    drain_frames(tap, [&batch](std::span<const std::uint8_t> frame) {
      if (frame.size() > kEthernetHeader) batch.was_let_through(frame.subspan(kEthernetHeader));
    });
    log.drain([](const LoggedPacket&) {});
  };
  send_numbered(packets, send, settle);
}

std::optional<std::string> Lab::unavailable() {
  if (::geteuid() != 0) return "needs root";
  if (const auto missing = missing_program({"nft", "ip"})) return missing;
  try {
    NetNamespace::create();
  } catch (const HarnessError& error) {
    return error.what();
  }
  return std::nullopt;
}

Lab::Lab() : parts_(std::make_unique<Parts>()) { clear(); }
Lab::~Lab() = default;

const Topology& Lab::topology() const { return parts_->topology; }

Loaded Lab::load(std::span<const NamedFile> files, std::span<const std::string> commands) {
  const std::filesystem::path folder = parts_->folder.path() / std::to_string(++parts_->loads);
  std::filesystem::create_directory(folder);
  for (const NamedFile& file : files) std::ofstream(folder / file.name, std::ios::binary) << file.bytes;

  // The lock of iptables belongs to the machine, and others may be testing on it.
  const Environment environment{{"XTABLES_LOCKFILE", (parts_->folder.path() / "xtables.lock").string()}};
  Loaded loaded;
  parts_->topology.host.run([&] {
    for (const std::string& command : commands) {
      const ProcessResult result = run_command(command, folder, environment);
      loaded.transcript += fmt::format("$ {}\n{}", command, result.output);
      loaded.ok = result.ok();
      if (!loaded.ok) return;
    }
  });
  return loaded;
}

Loaded Lab::load(std::initializer_list<NamedFile> files, std::initializer_list<std::string> commands) {
  return load(std::span(files.begin(), files.size()), std::span(commands.begin(), commands.size()));
}

void Lab::clear() {
  const NamedFile observers{"observers.nft",
                            "flush ruleset\n" + observers_table(parts_->topology.judged.host.name)};
  const Loaded loaded = load({observers}, {kClear});
  if (!loaded.ok) throw HarnessError("cannot clear the lab: " + loaded.transcript);
}

std::vector<Outcome> Lab::judge(ir::Direction direction, std::span<const ir::Packet> packets) {
  std::vector<Outcome> outcomes(packets.size());
  for (std::size_t at = 0; at < packets.size(); at += kBatch) {
    const auto portion = packets.subspan(at, std::min(kBatch, packets.size() - at));
    Batch batch(portion, std::span(outcomes).subspan(at, portion.size()));
    switch (direction) {
      case ir::Direction::Inbound: parts_->judge_inbound(portion, batch); break;
      case ir::Direction::Outbound: parts_->judge_outbound(portion, batch); break;
    }
    if (batch.control_seen()) continue;
    throw HarnessError("the harness's own nftables table is gone: what was loaded flushed more than its own");
  }
  return outcomes;
}

std::vector<Outcome> Lab::judge_at_device(std::span<const ir::Packet> packets) {
  const Descriptor tap = packet_socket(parts_->topology.host, parts_->topology.judged.host, kEveryEthertype);
  std::vector<Outcome> outcomes(packets.size());
  for (std::size_t at = 0; at < packets.size(); at += kBatch) {
    const auto portion = packets.subspan(at, std::min(kBatch, packets.size() - at));
    Batch batch(portion, std::span(outcomes).subspan(at, portion.size()));
    parts_->judge_at_device(portion, tap, batch);
  }
  std::replace(outcomes.begin(), outcomes.end(), Outcome::NotShown, Outcome::Dropped);
  return outcomes;
}

Passage Lab::send_in(Over over, std::span<const Bytes> frames) {
  const bool judged = over == Over::JudgedLink;
  const Link& link = judged ? parts_->topology.judged : parts_->topology.talking;
  Wire& wire = judged ? parts_->judged_wire : parts_->talking_wire;

  parts_->log.drain([](const LoggedPacket&) {});
  Passage passage;
  for (std::size_t at = 0; at < frames.size(); at += kMostInFlight) {
    wire.send(frames.subspan(at, std::min(kMostInFlight, frames.size() - at)));
    parts_->log.drain([&](const LoggedPacket& logged) {
      const auto post = static_cast<Post>(logged.group);
      const bool ours = logged.in_device == link.host.index;
      passage.shown += ours && post == Post::ShownInbound ? 1U : 0U;
      passage.passed += ours && post == Post::PassedInbound ? 1U : 0U;
      passage.refusals += post == Post::PassedOutbound && is_refusal(logged.bytes) ? 1U : 0U;
    });
  }
  return passage;
}

Passage Lab::send_out(std::span<const Bytes> packets) {
  parts_->log.drain([](const LoggedPacket&) {});
  Passage passage;
  for (const Bytes& packet : packets) {
    parts_->sender.send(packet);
    parts_->log.drain([&](const LoggedPacket& logged) {
      const auto post = static_cast<Post>(logged.group);
      const bool refusal = is_refusal(logged.bytes);
      passage.shown += post == Post::ShownOutbound && !refusal ? 1U : 0U;
      passage.passed += post == Post::PassedOutbound && !refusal ? 1U : 0U;
      passage.refusals += post == Post::PassedOutbound && refusal ? 1U : 0U;
    });
  }
  return passage;
}

void Lab::connect(Address host, Address peer, Neighbours neighbours) {
  const Topology& topology = parts_->topology;
  const Link& link = topology.talking;
  run_in(topology.host, connecting({host, link.host}, {peer, link.peer}, neighbours));
  run_in(topology.peer, connecting({peer, link.peer}, {host, link.host}, neighbours));
}

}  // namespace sgc::verdicts
