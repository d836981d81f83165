// What an XDP program does with traffic that is more than one packet: replies, errors about connections, reloads in
// mid-flow; and whether the commands at its head do what they say.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>
#include <sstream>
#include <thread>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/xdp_program.h"
#include "tests/verdicts/xdp_connections.h"
#include "tests/verdicts/xdp_fixture.h"

namespace sgc::verdicts {
namespace {

const Address kHost = address("10.0.0.1");
const Address kPeer = address("192.0.2.1");
const Address kHost6 = address("2001:db8:2::1");
const Address kPeer6 = address("2001:db8:1::1");

// The line that every program's head says.
constexpr const char* kActivate = "nft 'table inet sgc.ct; delete table inet sgc.ct; table inet sgc.ct { chain unused { ct state new; }; }'";

// Lets web traffic in.
constexpr const char* kStateful = "securitygroup backend { inbound { allow http from any } }\n";

constexpr std::array kModes{XdpMode::Native, XdpMode::Generic};

class XdpStateTest : public XdpTargetTest {
 protected:
  static void SetUpTestSuite() {
    XdpTargetTest::SetUpTestSuite();
    connected_ = false;  // each suite has a laboratory of its own
  }
  void SetUp() override {
    XdpTargetTest::SetUp();
    if (IsSkipped() || connected_) return;
    lab().connect(kHost, kPeer, Neighbours::Known);
    lab().connect(kHost6, kPeer6, Neighbours::Known);
    connected_ = true;
  }
  void TearDown() override {
    if (IsSkipped()) return;
    for (const XdpMode mode : kModes) XdpProgram::detach(lab().topology().host, device(), mode);
  }

  static const Device& device() { return lab().topology().talking.host; }
  static void track() { ASSERT_TRUE(lab().load({}, {kActivate}).ok); }

  static std::string emitted(const std::string& policy) {
    return CompiledPolicy(policy, "xdp").file("xdp/backend.bpf.c");
  }
  static XdpProgram program(const std::string& policy) {
    return XdpProgram(built(emitted(policy)), lab().topology().host);
  }
  static void attach(const std::string& policy, XdpMode mode) { program(policy).attach(device(), mode); }

 private:
  static inline bool connected_ = false;
};

TEST_F(XdpStateTest, RepliesNeedNoRule) {
  track();
  for (const XdpMode mode : kModes) {
    attach(kStateful, mode);
    for (const auto& [host, peer] : {std::pair{kHost, kPeer}, std::pair{kHost6, kPeer6}}) {
      TcpTalk in(lab(), Side::Peer, peer, {host, 80});
      ASSERT_EQ(in.opening(), Opening::Connected);
      EXPECT_TRUE(in.delivers(Side::Peer));
      EXPECT_TRUE(in.delivers(Side::Host));

      TcpTalk out(lab(), Side::Host, host, {peer, 8443});
      ASSERT_EQ(out.opening(), Opening::Connected);
      EXPECT_TRUE(out.delivers(Side::Host));
      EXPECT_TRUE(out.delivers(Side::Peer));

      // A port of its own: connection tracking remembers what was asked before.
      const auto port = static_cast<std::uint16_t>(mode == XdpMode::Native ? 5001 : 5002);
      UdpTalk question(lab(), {host, port}, {peer, 53});
      EXPECT_FALSE(question.delivers(Side::Peer));
      EXPECT_TRUE(question.delivers(Side::Host));
      EXPECT_TRUE(question.delivers(Side::Peer));
    }
    EXPECT_EQ(TcpTalk(lab(), Side::Peer, kPeer, {kHost, 8443}).opening(), Opening::NoAnswer);
    XdpProgram::detach(lab().topology().host, device(), mode);
  }
}

TEST_F(XdpStateTest, WithoutConnectionTrackingInTheNamespaceRepliesAreJudged) {
  attach(kStateful, XdpMode::Native);
  EXPECT_EQ(TcpTalk(lab(), Side::Host, kHost, {kPeer, 8443}).opening(), Opening::NoAnswer);
}

TEST_F(XdpStateTest, WithoutStateRepliesOverTcpPassAndThoseOverUdpAreJudged) {
  attach(std::string(kStateful) + "target xdp { state none }\n", XdpMode::Native);
  TcpTalk out(lab(), Side::Host, kHost, {kPeer, 8443});
  ASSERT_EQ(out.opening(), Opening::Connected);
  EXPECT_TRUE(out.delivers(Side::Peer));
  UdpTalk question(lab(), {kHost, 5003}, {kPeer, 53});
  EXPECT_TRUE(question.delivers(Side::Host));
  EXPECT_FALSE(question.delivers(Side::Peer));
}

// Each frame of the connections, by test run.
void expect_known(const Lab& lab, const LoadedProgram& program, const Connections& connections, bool cut) {
  ASSERT_TRUE(connections.made());
  lab.topology().host.run([&] {
    for (const ConnectionFrame& frame : connections.frames()) {
      const auto action = static_cast<XdpAction>(program.run(frame.bytes).value());
      EXPECT_EQ(action, frame.known && !cut ? XdpAction::Pass : XdpAction::Drop) << frame.what;
    }
  });
}

TEST_F(XdpStateTest, WhatBelongsToAConnectionIsToldFromWhatNearlyDoes) {
  track();
  const LoadedProgram closed(built(emitted("securitygroup backend { inbound { default deny } }\n")));
  const LoadedProgram cutting(built(emitted("securitygroup backend { inbound { default deny } }\n"
                                            "blacklist bad { deny 192.0.2.0/24, 2001:db8:1::/64 established deny }\n")));
  for (const auto& [host, peer] : {std::pair{kHost, kPeer}, std::pair{kHost6, kPeer6}}) {
    const Connections connections(lab(), host, peer);
    expect_known(lab(), closed, connections, false);
    expect_known(lab(), cutting, connections, true);
  }
}

TEST_F(XdpStateTest, ABlacklistThatDeniesTheEstablishedCutsWhatRuns) {
  track();
  const std::string open = "securitygroup backend { inbound { allow tcp 80-81 from any } }\n";
  attach(open, XdpMode::Native);
  TcpTalk talk(lab(), Side::Peer, kPeer, {kHost, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);

  attach(open + "blacklist bad { deny 192.0.2.0/24 }\n", XdpMode::Native);
  EXPECT_TRUE(talk.delivers(Side::Peer));
  EXPECT_EQ(TcpTalk(lab(), Side::Peer, kPeer, {kHost, 81}).opening(), Opening::NoAnswer);

  attach(open + "blacklist bad { deny 192.0.2.0/24 established deny }\n", XdpMode::Native);
  EXPECT_FALSE(talk.delivers(Side::Peer));
}

TEST_F(XdpStateTest, AReloadInMidFlowCutsNothingAndOpensNothing) {
  track();
  const XdpProgram first = program(kStateful);
  const XdpProgram second = program(kStateful);
  const Device& judged = lab().topology().judged.host;
  first.attach(judged, XdpMode::Native);
  first.attach(device(), XdpMode::Native);
  TcpTalk talk(lab(), Side::Peer, kPeer, {kHost, 80});
  ASSERT_EQ(talk.opening(), Opening::Connected);

  std::atomic<bool> stop = false;
  std::atomic<unsigned> reloads = 0;
  std::thread reloader([&] {
    for (; !stop; ++reloads) (reloads % 2 == 0 ? second : first).attach(judged, XdpMode::Native);
  });
  std::vector<ir::Packet> packets;
  for (std::uint16_t i = 0; i < 1000; ++i) packets.push_back(packet(protocol::kTcp, "192.0.2.1", "10.0.0.1", i, i % 2 == 0 ? 22 : 80));
  unsigned wrong = 0;
  for (int round = 0; round < 3 || reloads < 5; ++round) {
    const std::vector<Outcome> outcomes = lab().judge_at_device(packets);
    for (std::size_t i = 0; i < packets.size(); ++i) {
      wrong += outcomes[i] != (packets[i].b == 80 ? Outcome::Accepted : Outcome::Dropped) ? 1U : 0U;
    }
  }
  stop = true;
  reloader.join();
  XdpProgram::detach(lab().topology().host, judged, XdpMode::Native);
  EXPECT_EQ(wrong, 0U);
  EXPECT_GE(reloads, 5U);

  second.attach(device(), XdpMode::Native);
  EXPECT_TRUE(talk.delivers(Side::Peer));
  EXPECT_TRUE(talk.delivers(Side::Host));
}

TEST_F(XdpStateTest, WithoutTheKernelsFunctionItDoesNotLoad) {
  std::string text = emitted(kStateful);
  const std::string function = "bpf_xdp_ct_lookup";
  for (std::size_t at = text.find(function); at != std::string::npos; at = text.find(function, at + 1)) text[at] = 'B';
  const std::filesystem::path object = built(text);
  EXPECT_THROW(LoadedProgram{object}, HarnessError);
}

TEST_F(XdpStateTest, CountersHaveTheNamesOfTheirRules) {
  const LoadedProgram loaded(built(emitted(kStateful)));
  bpf_map_info info{};
  std::uint32_t size = sizeof info;
  ASSERT_EQ(bpf_obj_get_info_by_fd(loaded.map("sgc_counters"), &info, &size), 0);
  const ProcessResult dump = run_command(fmt::format("bpftool map dump id {}", info.id), "/");
  EXPECT_NE(dump.output.find("rule_0_policy_sg_1"), std::string::npos) << dump.output;
  EXPECT_NE(dump.output.find("default_policy_sg_1"), std::string::npos);
  EXPECT_NE(dump.output.find("dropped_too_short"), std::string::npos);

  const LoadedProgram uncounted(built(emitted(kStateful), "-DSGC_NO_COUNTERS"));
  EXPECT_THROW(uncounted.map("sgc_counters"), HarnessError);
  const LoadedProgram off(built(emitted(std::string(kStateful) + "target xdp { counters off }\n")));
  EXPECT_THROW(off.map("sgc_counters"), HarnessError);
}

// The lines of the head that begin with "$", in blocks: to load and attach, to detach, the same with ip …
std::vector<std::vector<std::string>> command_blocks(const std::string& source) {
  std::vector<std::vector<std::string>> blocks(1);
  std::istringstream lines(source.substr(0, source.find("*/")));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("  $ ");
    if (at != std::string::npos) {
      blocks.back().push_back(line.substr(at + 4));
    } else if (!blocks.back().empty()) {
      blocks.emplace_back();
    }
  }
  return blocks;
}

// The same commands with `xdpgeneric` for `xdp`.
std::string generic(std::string command) {
  for (const std::string_view word : {"attach xdp ", "detach xdp ", " xdp obj", " xdp off"}) {
    const std::size_t at = command.find(word);
    if (at != std::string::npos) command.insert(command.find("xdp", at) + 3, "generic");
  }
  return command;
}

class XdpCommandsTest : public XdpStateTest {
 protected:
  XdpCommandsTest()
      : point_(fmt::format("trial-{}", getpid())),
        compiled_(fmt::format("securitygroup {} {{ inbound {{ allow http from any }} }}\n"
                              "target xdp {{ interface \"{}\" }}\n", point_, device().name), "xdp"),
        file_{point_ + ".bpf.c", compiled_.file("xdp/" + point_ + ".bpf.c")},
        blocks_(command_blocks(file_.bytes)) {}

  void run(const std::vector<std::string>& commands) const {
    const Loaded loaded = lab().load(std::span(&file_, 1), commands);
    EXPECT_TRUE(loaded.ok) << loaded.transcript;
  }

  static Opening opening(std::uint16_t port) { return TcpTalk(lab(), Side::Peer, kPeer, {kHost, port}).opening(); }

  static void expect_judged() {
    EXPECT_EQ(opening(80), Opening::Connected);
    EXPECT_EQ(opening(81), Opening::NoAnswer);
  }

  std::string point_;
  CompiledPolicy compiled_;
  NamedFile file_;
  std::vector<std::vector<std::string>> blocks_;
};

TEST_F(XdpCommandsTest, TheCommandsAtItsHeadDoWhatTheySay) {
  ASSERT_GE(blocks_.size(), 3U);
  for (int times = 0; times < 2; ++times) {  // the second replaces the first
    run(blocks_[0]);
    expect_judged();
  }
  run(blocks_[1]);
  EXPECT_EQ(opening(81), Opening::Connected);

  const std::vector<std::string> with_ip{blocks_[0].front(), blocks_[2].at(0)};
  run(with_ip);
  run(with_ip);
  expect_judged();
  run({blocks_[2].at(1)});
  EXPECT_EQ(opening(81), Opening::Connected);
}

// Detaching by another word does nothing and says nothing: so the commands name both.
TEST_F(XdpCommandsTest, WhatWasAttachedGenericallyTakesTheSameWordToDetach) {
  ASSERT_GE(blocks_.size(), 3U);
  const std::string& detach = blocks_[1].front();
  const std::string& switch_off = blocks_[2].at(1);
  for (const std::string& command : {detach, switch_off}) EXPECT_NE(command.find("# or, where that attached it, xdpgeneric"), std::string::npos);

  for (const std::string& way : {detach, switch_off}) {
    std::vector<std::string> commands;
    std::transform(blocks_[0].begin(), blocks_[0].end(), std::back_inserter(commands), generic);
    run(commands);
    expect_judged();
    run({detach, switch_off});
    expect_judged();
    run({generic(way)});
    EXPECT_EQ(opening(81), Opening::Connected);
  }
  run({blocks_[1].back()});
}

}  // namespace
}  // namespace sgc::verdicts
