// Every call of plans for AWS is what the models of its own clients say. Needs python3-botocore, and awscli for the command
// line; see aws_form.py.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cloud/compiled.h"
#include "tests/cloud/samples.h"
#include "tests/night.h"
#include "tests/verdicts/harness/process.h"
#include "tests/verdicts/harness/temporary_folder.h"

namespace sgc::cloud_test {
namespace {

namespace fs = std::filesystem;
using verdicts::run_command;

constexpr const char* kScript = SGC_SOURCE_DIR "/tests/cloud/aws_form.py";

// One that has every kind of call in it.
constexpr const char* kWhole = R"(
  network prod { cidr 10.0.0.0/16, 2001:db8::/56 }
  group many { 10.30.0.1, 10.30.0.3, 10.30.0.5, 10.30.0.7, 10.30.0.9, 10.30.0.11, 10.30.0.13, 10.30.0.15, 10.30.0.17 }
  prefixlist cdn { external members 198.51.100.0/24 }
  securitygroup partner { external members 10.9.0.0/24 }
  securitygroup web {
    description "web & \"more\" — äöü"
    members 10.0.1.0/24, 2001:db8:0:1::/64
    network prod
    inbound { allow http from many, cdn, partner, self, 2001:db8:9::/48  allow ping, icmp 3/4, esp from any }
    outbound { allow https to any6 }
    tags { team "web"  "cost centre" "12 & 34" }
  }
  securitygroup db { members 10.0.2.0/24  network prod  inbound { allow mysql from web } }
  loadbalancer classic { kind classic  network prod  scheme internal  vip 10.0.0.80  snat on  listener a tcp 80 -> web 80 from any }
  loadbalancer app { kind application  network prod  scheme public  vip 203.0.113.80  addresses 10.0.0.0/24  snat on
                     listener a http 80 -> web 8080 from any }
  instance box { addresses 10.0.2.9  groups db  network prod }
  acl edge { subnets 10.0.1.0/24  network prod  tags { team "web" }
             inbound { deny ssh from any  allow icmp echo-request, udp 53, gre from any } outbound { default allow } }
  target aws { region "eu-west-1"  prefix-lists on }
)";

class AwsForm : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto missing = verdicts::missing_program({"python3"})) GTEST_SKIP() << *missing;
    if (!run_command("python3 -c 'import botocore'", folder_.path()).ok()) GTEST_SKIP() << "needs python3-botocore";
  }

  // Writes the plan into a folder of its own.
  std::string put(const std::string& name, const std::vector<targets::OutputFile>& files) {
    for (const targets::OutputFile& file : files) {
      const fs::path path = folder_.path() / name / fs::path(file.path).filename();
      fs::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << file.bytes;
    }
    return name;
  }

  std::string put_all() {
    std::string folders;
    std::vector<Sample> samples = samples_of("aws");
    samples.push_back({"whole", kWhole});
    for (const Sample& sample : samples) {
      const Compiled compiled = compile(sample.text, "aws");
      EXPECT_TRUE(compiled.ok()) << sample.name << ": " << compiled.messages();
      if (compiled.ok()) folders += " " + put(sample.name, compiled.files);
    }
    return folders;
  }

  verdicts::TemporaryFolder folder_;
};

TEST_F(AwsForm, every_call_is_what_the_models_say) {
  const auto result = run_command(std::string("python3 ") + kScript + put_all(), folder_.path());
  EXPECT_TRUE(result.ok()) << result.output;
}

// A command line takes seconds to start, so each action has one only at night.
TEST_F(AwsForm, the_command_line_takes_the_files_as_they_are) {
  if (const auto missing = verdicts::missing_program({"aws"})) GTEST_SKIP() << *missing << " (awscli)";
  const Compiled one = compile("securitygroup a { network n }\nnetwork n { }\ntarget aws { bind a \"sg-1\", n \"vpc-1\" }", "aws");
  const std::string folders = at_night() ? put_all() : " " + put("one", one.files);
  const auto result = run_command(std::string("python3 ") + kScript + " --cli" + folders, folder_.path());
  EXPECT_TRUE(result.ok()) << result.output;
}

TEST_F(AwsForm, what_the_models_do_not_say_is_noticed) {
  for (const auto& [right, wrong] : std::vector<std::pair<std::string, std::string>>{
           {"\"CidrIp\"", "\"Cidr\""}, {"\"FromPort\": 80,", "\"FromPort\": \"80\","}, {"\"allow\"", "\"ALLOW\""},
           {"\"RuleNumber\"", "\"Priority\""}, {"\"2016-11-15\"", "\"2014-01-01\""}}) {
    const Compiled compiled = compile(kWhole, "aws");
    std::vector<targets::OutputFile> files = compiled.files;
    const std::size_t at = files.front().bytes.find(right);
    ASSERT_NE(at, std::string::npos) << right;
    files.front().bytes.replace(at, right.size(), wrong);
    const auto result = run_command(std::string("python3 ") + kScript + " " + put("wrong", files), folder_.path());
    EXPECT_FALSE(result.ok()) << wrong << ": " << result.output;
  }
}

}  // namespace
}  // namespace sgc::cloud_test
