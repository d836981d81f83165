// The exit statuses that callers rely on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

enum Status : int { kDone = 0, kPolicyErrors = 1, kCommandLine = 2, kFileFailed = 3 };

class ExitStatus : public testing::Test {
 protected:
  ExitStatus() {
    work_.put("policy.sg", kWeb);
    work_.put("syntax.sg", "securitygroup web { inbound { allow } }\n");
    work_.put("unknown.sg", "securitygroup web { members 10.0.1.0/24 inbound { allow ssh from nobody } }\n");
    work_.put("gone.sg",
              "group drop { file \"gone.netset\" }\nsecuritygroup web { inbound { deny all from drop } }\n");
    work_.put("include.sg", "include \"gone.sg2\"\n" + kWeb);
    work_.put("outside.sg", "include \"../../../../etc/passwd\"\n" + kWeb);
    work_.put(
        "feed.sg",
        "group drop { file \"drop.netset.gz\" }\nsecuritygroup web { inbound { deny all from drop } }\n");
    work_.put("drop.netset.gz", "no gzip");
  }
  int of(const std::vector<std::string>& arguments) { return work_.sgc(arguments).status; }

  Workplace work_;
};

TEST_F(ExitStatus, Done) {
  EXPECT_EQ(of({"check", "policy.sg"}), kDone);
  EXPECT_EQ(of({"compile", "policy.sg", "-t", "nftables", "-o", "out"}), kDone);
  EXPECT_EQ(of({"explain", "policy.sg", "tcp 192.0.2.1 -> web 80"}), kDone);
  EXPECT_EQ(of({"explain", "policy.sg", "tcp 192.0.2.1 -> web 81"}), kDone) << "whatever the verdict";
  for (const char* const command : {"prelude", "targets", "help", "-h", "--help", "--version"}) {
    EXPECT_EQ(of({command}), kDone) << command;
  }
  for (const char* const command :
       {"compile", "check", "explain", "targets", "help", "prelude", "verify", "apply-check",
        "merge-manifest"}) {
    EXPECT_EQ(of({command, "-h"}), kDone) << command;
  }
}

TEST_F(ExitStatus, NothingToVerifyIsRight) {
  work_.put("acl.sg", "acl a { subnets 10.0.0.0/8 inbound { allow all from any } }\n");
  ASSERT_EQ(work_.shell("sgc compile acl.sg -t nftables -o none -q").status, 0);
  EXPECT_EQ(work_.shell("sgc verify acl.sg none").status, 0);
  EXPECT_EQ(work_.shell("mkdir -p empty && sgc verify acl.sg empty").status, 3) << "no run wrote that";
}

TEST_F(ExitStatus, ThePolicyHasErrors) {
  EXPECT_EQ(of({"check", "syntax.sg"}), kPolicyErrors);
  EXPECT_EQ(of({"check", "unknown.sg"}), kPolicyErrors);
  EXPECT_EQ(of({"explain", "unknown.sg", "tcp 192.0.2.1 -> web 80"}), kPolicyErrors);
  EXPECT_EQ(of({"check", "outside.sg"}), kPolicyErrors) << "a path that leaves the allowed folders";
}

TEST_F(ExitStatus, TheCommandLineIsWrong) {
  EXPECT_EQ(of({}), kCommandLine);
  EXPECT_EQ(of({"chek", "policy.sg"}), kCommandLine);
  EXPECT_EQ(of({"diff", "policy.sg", "policy.sg"}), kCommandLine);
  EXPECT_EQ(of({"check"}), kCommandLine);
  EXPECT_EQ(of({"check", "--nonsense", "policy.sg"}), kCommandLine);
  EXPECT_EQ(of({"compile", "policy.sg", "-t", "nftable", "-o", "out"}), kCommandLine);
  EXPECT_EQ(of({"compile", "policy.sg", "-t", "nftables", "-o", "out", "--point", "wep"}), kCommandLine);
  EXPECT_EQ(of({"explain", "policy.sg", "no packet"}), kCommandLine);
  EXPECT_EQ(of({"help", "SGC3999"}), kCommandLine);
}

TEST_F(ExitStatus, AFileCouldNotBeReadOrWritten) {
  EXPECT_EQ(of({"check", "nothere.sg"}), kFileFailed);
  EXPECT_EQ(of({"check", "."}), kFileFailed);
  EXPECT_EQ(of({"check", "policy.sg", "-I", "nowhere"}), kFileFailed);
  EXPECT_EQ(of({"check", "gone.sg"}), kFileFailed);
  EXPECT_EQ(of({"check", "include.sg"}), kFileFailed);
  EXPECT_EQ(of({"check", "feed.sg"}), kFileFailed);
  EXPECT_EQ(of({"compile", "policy.sg", "-t", "nftables", "-o", "policy.sg"}), kFileFailed);
}

TEST_F(ExitStatus, ANameThatNoDepfileCanCarryIsAFailureAndNothingIsWritten) {
  work_.put("bad;list.netset", "192.0.2.7\n");
  work_.put("named.sg", "securitygroup web { members 10.0.1.0/24 inbound { deny all from file \"bad;list.netset\" } }\n");
  EXPECT_EQ(of({"compile", "named.sg", "-t", "nftables", "-o", "out"}), kDone) << "without a depfile it is a name like any other";
  const ProgramResult run = work_.sgc({"compile", "named.sg", "-t", "nftables", "-o", "other", "-M", "named.d"});
  EXPECT_EQ(run.status, kFileFailed);
  EXPECT_NE(run.err.find("error[SGC9021]"), std::string::npos) << run.err;
  EXPECT_FALSE(work_.has("other"));
  EXPECT_FALSE(work_.has("named.d"));
}

TEST_F(ExitStatus, WhatCannotBePrintedIsAFailure) {
  for (const char* const command :
       {"prelude", "targets", "help SGC1001", "--version", "check policy.sg --format json",
        "compile policy.sg --emit ir", "explain policy.sg 'tcp 192.0.2.1 -> web 80'"}) {
    EXPECT_EQ(work_.shell(std::string("sgc ") + command + " > /dev/full").status, kFileFailed) << command;
  }
}

TEST_F(ExitStatus, NothingIsWrittenWhenThereIsAnError) {
  for (const char* const policy : {"syntax.sg", "unknown.sg", "gone.sg", "outside.sg", "nothere.sg"}) {
    work_.sgc({"compile", policy, "-t", "nftables", "-o", "out", "-M", "out.d", "--manifest", "m.json"});
    EXPECT_FALSE(work_.has("out") || work_.has("out.d") || work_.has("m.json")) << policy;
  }
}

TEST_F(ExitStatus, WarningsAreErrorsOnRequest) {
  work_.put("expiring.sg",
            "securitygroup web { members 10.0.1.0/24 inbound { allow http from any4 expires 2026-01-05 } }\n");
  EXPECT_EQ(of({"check", "expiring.sg", "--today", "2026-01-01"}), kDone);
  EXPECT_EQ(of({"check", "expiring.sg", "--today", "2026-01-01", "-Werror"}), kPolicyErrors);
  EXPECT_EQ(of({"check", "expiring.sg", "--today", "2026-01-01", "-W", "SGC3031=error"}), kPolicyErrors);
  EXPECT_EQ(of({"check", "expiring.sg", "--today", "2026-01-01", "-W", "SGC3031=off", "-Werror"}), kDone);
}

TEST_F(ExitStatus, TodayIsTheOptionThenTheEpochThenTheClock) {
  work_.put("expiring.sg",
            "securitygroup web { members 10.0.1.0/24 inbound { allow http from any4 expires 2026-01-05 } }\n");
  const std::string check = "sgc check expiring.sg -W SGC3031=error";
  EXPECT_EQ(work_.shell("SOURCE_DATE_EPOCH=1700000000 " + check).status, kDone);          // 2023
  EXPECT_EQ(work_.shell("SOURCE_DATE_EPOCH=1767225600 " + check).status, kPolicyErrors);  // 2026-01-01
  EXPECT_EQ(work_.shell("SOURCE_DATE_EPOCH=1767225600 " + check + " --today 2023-01-01").status, kDone);
  EXPECT_EQ(work_.shell("SOURCE_DATE_EPOCH=soon " + check).status, kCommandLine);
}

}  // namespace
}  // namespace sgc
