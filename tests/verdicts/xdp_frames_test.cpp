// Frames that are not what they should be: what a program does with each of a corpus, and with a great many at random,
// held against the language's page read byte by byte (tests/xdp_lab/frame_meaning.h).
#include <cstdlib>

#include "tests/verdicts/xdp_fixture.h"

namespace sgc::verdicts {
namespace {

// Rules about every field, near the addresses of the corpus; what no rule takes is denied.
constexpr const char* kPolicy = R"(
securitygroup backend {
  inbound {
    deny tcp 80 from 192.0.2.128/25, 2001:db8::8000/113
    allow http, tcp 8000-8099 from 192.0.2.0/24, 2001:db8::/64 to 10.0.0.0/8, 2001:db8:1::/48
    allow udp 53 sport 1-1023 from any
    allow icmp echo-request, icmp 13, icmp6 echo-request, icmp6 100, sctp 3868 from any
    allow gre, proto 89 from 192.0.2.0/24, 2001:db8::/32
    deny proto 59 from any
    allow ah from any4
  }
}
)";
constexpr const char* kOpen = "securitygroup backend { inbound { deny tcp 1-65535 from any default allow } }\n";
constexpr const char* kCutting = "blacklist bad { deny 192.0.2.0/25, 2001:db8::/65 services icmp, icmp6, tcp established deny }\n";

struct Way {
  const char* policy;
  const char* blacklist;
  xdp_lab::Ways ways;
};
constexpr Way kWays[] = {
    {kPolicy, "", {true, true}},
    {kPolicy, kCutting, {true, false}},
    {kPolicy, kCutting, {false, true}},
    {kOpen, "", {false, false}},
};

CompiledPolicy compiled(const Way& way) {
  return CompiledPolicy(fmt::format("{}{}target xdp {{ state {} baseline {} }}\n", way.policy, way.blacklist,
                                    way.ways.tracked ? "tracked" : "none", way.ways.baseline ? "on" : "off"),
                        "xdp");
}

// Boundary packets of the list in sound wrappings, most of them damaged.
std::vector<Bytes> drawn_frames(const XdpPoint& point, std::uint64_t seed, std::size_t count) {
  const auto packets = boundary_packets(point.compiled->policy(), point.list(), {2000, seed});
  Dice dice(seed);
  std::vector<Bytes> frames(count);
  for (Bytes& frame : frames) {
    frame = xdp_lab::wrapped_frame(dice, dice.pick<ir::Packet>(packets));
    if (!dice.one_in(4)) xdp_lab::damage(dice, frame);
  }
  return frames;
}

class XdpFramesTest : public XdpTargetTest {};

TEST_F(XdpFramesTest, EveryOddFrameEndsAsTheLanguageSays) {
  const auto corpus = xdp_lab::odd_frames();
  EXPECT_GT(corpus.size(), 1500U);
  for (const Way& way : kWays) {
    const CompiledPolicy policy = compiled(way);
    const XdpPoint point{&policy, "backend", way.ways};
    const LoadedProgram program(built(point.source()));
    for (const xdp_lab::NamedFrame& frame : corpus) {
      EXPECT_EQ(mistakes(point, program, {&frame.bytes, 1}), "") << frame.name;
      if (HasFailure()) return;
    }
  }
}

TEST_F(XdpFramesTest, SoBuiltForJumboFramesToo) {
  const CompiledPolicy policy = compiled(kWays[0]);
  const XdpPoint point{&policy, "backend", kWays[0].ways};
  const LoadedProgram program(built(point.source(), "-DSGC_FRAGS"));
  EXPECT_EQ(mistakes(point, program, drawn_frames(point, 3, 5000)), "");
}

TEST_F(XdpFramesTest, DamagedFramesPassOnlyWhereTheListLetsThem) {
  const std::size_t batches = std::getenv("SGC_NIGHTLY") != nullptr ? 100 : 5;
  constexpr std::size_t kBatch = 12'500;
  for (const Way& way : kWays) {
    const CompiledPolicy policy = compiled(way);
    const XdpPoint point{&policy, "backend", way.ways};
    const LoadedProgram program(built(point.source()));
    for (std::size_t batch = 1; batch <= batches; ++batch) {
      ASSERT_EQ(mistakes(point, program, drawn_frames(point, batch, kBatch)), "") << "batch " << batch;
    }
  }
}

}  // namespace
}  // namespace sgc::verdicts
