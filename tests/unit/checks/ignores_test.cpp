// `ignore` where findings are said of what is no rule: a default, a listener.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

struct Counts {
  std::size_t open = 0;
  std::size_t ignored = 0;
};

Counts counts(const std::string& text) {
  driver::Compilation run = driver::compiled(text);
  Counts counts;
  for (const Diagnostic& finding : run.sink.all()) {
    EXPECT_NE(finding.severity, Severity::Error) << finding.message;
    EXPECT_NE(finding.code, kind::UnusedIgnore.code) << finding.message;
    const bool exposure = finding.code == kind::OpenToTheWorld.code || finding.code == kind::AllowEverything.code;
    if (exposure) ++(finding.severity == Severity::Ignored ? counts.ignored : counts.open);
  }
  return counts;
}

TEST(Ignores, StandBehindADefault) {
  const auto group = [](const std::string& options) {
    return "securitygroup web { members 10.0.0.1 inbound { default allow " + options + " } }";
  };
  EXPECT_EQ(counts(group("")).open, 2U);
  const Counts silenced =
      counts(group("log ignore SGC3020 \"a honeypot\" comment \"all of it\"\n    ignore\n  SGC3021 \"a honeypot\""));
  EXPECT_EQ(silenced.open, 0U);
  EXPECT_EQ(silenced.ignored, 2U);
}

TEST(Ignores, StandBehindAListener) {
  const auto balancer = [](const std::string& ignore) {
    return "securitygroup backend { members 10.0.1.0/24 inbound { allow ssh from 192.0.2.7 } }\n"
           "loadbalancer edge { vip 203.0.113.80 snat on\n"
           "  listener s tcp 22 -> backend 2200 from any4 health tcp 2201 " + ignore + "\n"
           "  listener t tcp 80 -> backend 8080 from any4 }";
  };
  EXPECT_EQ(counts(balancer("")).open, 1U);
  EXPECT_EQ(counts(balancer("ignore SGC3020 \"a jump host\"")).ignored, 1U);
  EXPECT_EQ(counts(balancer("ignore SGC3020 \"a jump host\"")).open, 0U);
}

TEST(Ignores, HelpSaysWhatCanBeWritten) {
  const Findings findings = found(kind::OpenToTheWorld.code, "securitygroup web { members 10.0.0.1 inbound { default allow } }");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].help, "name those who need it, or say why everybody may: `ignore SGC3020 \"…\"`");
}

}  // namespace
}  // namespace sgc
