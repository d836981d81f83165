#include "tests/verdicts/harness/lab.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/memberships.h"
#include "tests/verdicts/harness/netfilter_log.h"
#include "tests/verdicts/harness/observers.h"
#include "tests/verdicts/harness/probe.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/raw_sender.h"
#include "tests/verdicts/harness/wire.h"

namespace sgc::verdicts {
namespace {

namespace fs = std::filesystem;

// A folder that goes when its owner goes.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "sgc-lab-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw HarnessError::system("cannot make a folder");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Each family's tools that may have left rules; those that are not installed have left none.
constexpr const char* kClear =
    "nft flush ruleset\n"
    "for f in iptables-legacy ip6tables-legacy; do\n"
    "  command -v $f >/dev/null || continue\n"
    "  for t in filter mangle raw nat security; do\n"
    "    grep -qx $t /proc/net/ip_tables_names /proc/net/ip6_tables_names 2>/dev/null || continue\n"
    "    $f -t $t -F; $f -t $t -X\n"
    "    for c in INPUT FORWARD OUTPUT PREROUTING POSTROUTING; do $f -t $t -P $c ACCEPT 2>/dev/null; done\n"
    "  done\n"
    "done\n"
    "if command -v ipset >/dev/null; then ipset destroy; fi\n"
    "if command -v conntrack >/dev/null; then conntrack -F 2>/dev/null; fi\n"
    "true";

// The numbered packets that are under way together.
struct Batch {
  ir::Direction direction;
  std::span<const ir::Packet> packets;
  std::span<Outcome> outcomes;
  bool control_seen = false;
};

constexpr std::size_t kBatch = kLastProbe - 1;  // the number after the last packet's is the control's

// Goes at the end of each batch. Whatever the lists say of it, the first observer must have seen it.
const ir::Packet kControl{Family::V4, 17, 0xC612FFFD, 0xC612FFFE, 9, 9};

bool is_of(const Sighting& sighting, const ir::Packet& packet) {
  return sighting.source == packet.source_address() && sighting.destination == packet.destination_address();
}

// What the sighting of a packet at this post says of it, given what is known already.
Outcome learn(ir::Direction direction, Post post, bool refusal, Outcome known) {
  const bool inbound = direction == ir::Direction::Inbound;
  if (refusal) return post == Post::PassedOutbound && known != Outcome::Accepted ? Outcome::Rejected : known;

  if (post == (inbound ? Post::PassedInbound : Post::PassedOutbound)) return Outcome::Accepted;
  const bool shown = post == (inbound ? Post::ShownInbound : Post::ShownOutbound);
  return shown && known == Outcome::NotShown ? Outcome::Dropped : known;
}

void note(const LoggedPacket& logged, Batch& batch) {
  const auto sighting = recognise(logged.bytes);
  if (!sighting || sighting->number == 0 || sighting->number > batch.packets.size() + 1) return;

  const auto post = static_cast<Post>(logged.group);
  const std::size_t at = sighting->number - 1;
  if (at == batch.packets.size()) {
    batch.control_seen = batch.control_seen || is_of(*sighting, kControl);
  } else if (is_of(*sighting, batch.packets[at])) {
    batch.outcomes[at] = learn(batch.direction, post, sighting->refusal, batch.outcomes[at]);
  }
}

}  // namespace

struct Lab::Parts {
  Topology topology = Topology::build();
  TemporaryFolder folder;
  NetfilterLog log{topology.host, log_groups()};
  Wire judged{topology, topology.judged};
  RawSender sender{topology, topology.judged};
  Memberships memberships{topology.host, topology.judged.host};
  unsigned loads = 0;

  void send(ir::Direction direction, const ir::Packet& packet, ProbeNumber number, std::vector<Bytes>& frames);
  void run(Batch& batch);
};

// Outbound packets go at once; inbound ones are gathered into `frames`.
void Lab::Parts::send(ir::Direction direction, const ir::Packet& packet, ProbeNumber number,
                      std::vector<Bytes>& frames) {
  switch (direction) {
    case ir::Direction::Inbound:
      memberships.join(packet.destination_address());
      frames.push_back(frame_to_host(topology.judged, probe(packet, number)));
      return;
    case ir::Direction::Outbound: sender.send(probe(packet, number)); return;
  }
}

void Lab::Parts::run(Batch& batch) {
  std::vector<Bytes> frames;
  const auto settle = [&] {
    if (!frames.empty()) judged.send(frames);
    frames.clear();
    log.drain([&batch](const LoggedPacket& logged) { note(logged, batch); });
  };

  ProbeNumber number = 0;
  for (const ir::Packet& packet : batch.packets) {
    send(batch.direction, packet, ++number, frames);
    if (number % kMostInFlight == 0) settle();
  }
  send(batch.direction, kControl, ++number, frames);
  settle();

  if (!batch.control_seen) {
    throw HarnessError("the harness's own nftables table is gone: what was loaded flushed more than its own");
  }
}

std::optional<std::string> Lab::unavailable() {
  if (::geteuid() != 0) return "needs root";
  for (const char* tool : {"nft", "ip"}) {
    if (!program_exists(tool)) return fmt::format("needs the program {}", tool);
  }
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
  const fs::path folder = parts_->folder.path() / std::to_string(++parts_->loads);
  fs::create_directory(folder);
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
  const NamedFile observers{"observers.nft", "table inet verdict_harness\n" + observers_table(parts_->topology.judged.host.name)};
  const Loaded loaded = load({observers}, {kClear, "nft -f observers.nft"});
  if (!loaded.ok) throw HarnessError("cannot clear the lab: " + loaded.transcript);
}

std::vector<Outcome> Lab::judge(ir::Direction direction, std::span<const ir::Packet> packets) {
  std::vector<Outcome> outcomes(packets.size(), Outcome::NotShown);
  for (std::size_t at = 0; at < packets.size(); at += kBatch) {
    const std::size_t size = std::min(kBatch, packets.size() - at);
    Batch batch{direction, packets.subspan(at, size), std::span(outcomes).subspan(at, size)};
    parts_->run(batch);
  }
  return outcomes;
}

}  // namespace sgc::verdicts
