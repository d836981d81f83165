// Frames that are not what they should be: what a program does with each of a corpus, and with a great many at random,
// held against the language's page read byte by byte (tests/xdp_lab/frame_meaning.h).

#include "tests/night.h"
#include "tests/verdicts/xdp_fixture.h"
#include "tests/xdp_lab/frame_batch.h"

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

// What must become of a batch of frames, as the program counts it. Bytes are counted, too: two mistakes do not make up
// for each other.
class Expected {
 public:
  explicit Expected(std::size_t rules) : verdicts_(2), ends_(xdp_lab::kCountedEnds), rules_(rules) {}

  void add(const xdp_lab::Judgement& judgement, std::size_t bytes) {
    add_to(verdicts_[passes(judgement.end) ? 0 : 1], bytes);
    add_to(judgement.rule ? rules_[*judgement.rule] : ends_[static_cast<std::size_t>(judgement.end)], bytes);
  }
  bool met_by(const LoadedProgram& program) const {
    return program.verdict_counts() == verdicts_ && program.outcome_counts() == ends_ && program.rule_counts(rules_.size()) == rules_;
  }

 private:
  static void add_to(xdp_lab::Count& count, std::size_t bytes) {
    ++count.packets;
    count.bytes += bytes;
  }

  std::vector<xdp_lab::Count> verdicts_;  // passed, dropped
  std::vector<xdp_lab::Count> ends_;
  std::vector<xdp_lab::Count> rules_;
};

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

class XdpFramesTest : public XdpTargetTest {
 protected:
  // Runs them all at once; whether the program counts what the point's policy means.
  static bool counts_as_meant(const XdpPoint& point, const LoadedProgram& program, xdp_lab::FrameBatch& batch, std::span<const Bytes> frames) {
    Expected expected(point.list().rules.size() + 1);
    for (const Bytes& frame : frames) {
      expected.add(point.judge(frame), frame.size());
      batch.add(frame);
    }
    program.clear_counts();
    lab().topology().host.run([&] { batch.run(program); });
    return expected.met_by(program);
  }
};

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

TEST_F(XdpFramesTest, SoBuiltOtherwiseToo) {
  const CompiledPolicy policy = compiled(kWays[0]);
  const XdpPoint point{&policy, "backend", kWays[0].ways};
  for (const char* flags : {"-DSGC_FRAGS", kOldestInstructions}) {
    const LoadedProgram program(built(point.source(), flags));
    EXPECT_EQ(mistakes(point, program, drawn_frames(point, 3, 5000)), "") << flags;
  }
}

// Frames drawn as above, each damaged in many ways, in batches; a batch that is counted wrongly is run frame by frame,
// to say which it was.
TEST_F(XdpFramesTest, AMillionDamagedFramesPassOnlyWhereTheListLetsThem) {
  constexpr std::size_t kDrawn = 4000;
  constexpr std::size_t kWaysToDamage = 64;
  const std::size_t rounds = at_night() ? 50 : 1;
  xdp_lab::FrameBatch batch(scratch());
  std::size_t judged = 0;
  for (const Way& way : kWays) {
    const CompiledPolicy policy = compiled(way);
    const XdpPoint point{&policy, "backend", way.ways};
    const LoadedProgram program(built(point.source()));
    Dice dice(1);
    std::vector<Bytes> frames;
    const auto run_batch = [&] {
      if (!counts_as_meant(point, program, batch, frames)) ADD_FAILURE() << "counted wrongly\n" << mistakes(point, program, frames);
      judged += frames.size();
      frames.clear();
    };
    for (std::size_t round = 1; round <= rounds && !HasFailure(); ++round) {
      for (const Bytes& drawn : drawn_frames(point, round, kDrawn)) {
        for (std::size_t i = 0; i < kWaysToDamage && !HasFailure(); ++i) {
          frames.push_back(drawn);
          xdp_lab::damage(dice, frames.back());
          if (frames.back().size() > xdp_lab::FrameBatch::kMostBytes) frames.back().resize(xdp_lab::FrameBatch::kMostBytes);
          if (frames.size() == xdp_lab::FrameBatch::kMostFrames) run_batch();
        }
      }
    }
    if (!frames.empty()) run_batch();
  }
  EXPECT_GE(judged, 1'000'000U);
}

TEST_F(XdpFramesTest, AFrameThatEndsOtherwiseInABatchIsNoticed) {
  const CompiledPolicy policy = compiled(kWays[0]);
  const XdpPoint point{&policy, "backend", kWays[0].ways};
  std::string wrong = point.source();
  const std::string_view right = "if (length < sizeof(*tcp) || length > ip->rest)";
  wrong.replace(wrong.find(right), right.size(), "if (length < 16 || length > ip->rest)");
  xdp_lab::FrameBatch batch(scratch());
  std::vector<Bytes> frames;
  for (xdp_lab::NamedFrame& frame : xdp_lab::odd_frames()) frames.push_back(std::move(frame.bytes));
  EXPECT_TRUE(counts_as_meant(point, LoadedProgram(built(point.source())), batch, frames));
  EXPECT_FALSE(counts_as_meant(point, LoadedProgram(built(wrong)), batch, frames));
}

}  // namespace
}  // namespace sgc::verdicts
