// The ways to apply, as samples/pipeline/apply has them: playbooks that Ansible reads, commands that do what
// they say.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/integration/installed.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

const std::string kSample = std::string(SGC_SOURCE_DIR) + "/samples/pipeline";

class Apply : public testing::Test {
 protected:
  Apply() { fs::copy(kSample, work_.path(), fs::copy_options::recursive); }
  // Lines of a shell with a network and mounts of their own.
  ProgramResult apart(const std::string& lines) const {
    work_.put("lines.sh", "set -e\n" + lines);
    return work_.shell("unshare --net --mount sh lines.sh");
  }
  void compile(const std::string& target) const {
    const ProgramResult run = work_.sgc({"compile", "policy.sg", "-t", target, "-o", "rules", "-q"});
    ASSERT_EQ(run.status, 0) << run.err;
  }
  Workplace work_;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// ---- Ansible ------------------------------------------------------------------------------------

TEST_F(Apply, AnsibleReadsThePlaybooks) {
  if (!has_program("ansible-playbook")) GTEST_SKIP() << "ansible is not installed";
  for (const char* const book : {"nftables", "iptables", "xdp"}) {
    const ProgramResult run =
        work_.shell(fmt::format("HOME=. LC_ALL=C.UTF-8 ansible-playbook -i localhost, --syntax-check "
                                "apply/{}.yml -e sgc_point=backend -e "
                                "sgc_device=eth0 -e sgc_rules=rules",
                                book));
    EXPECT_EQ(run.status, 0) << run.out << run.err;
  }
}

// What a playbook has hosts run, its variables filled in.
Json commands_of(const Workplace& work, const std::string& book) {
  const ProgramResult run = work.shell(
      fmt::format("python3 -c \"import json, yaml; play = yaml.safe_load(open('apply/{}.yml'))[0]; "
                  "print(json.dumps({{'validate': "
                  "[task['ansible.builtin.copy'].get('validate') for task in play['tasks'] if "
                  "'ansible.builtin.copy' in task], "
                  "'shell': [task['ansible.builtin.shell'] for task in play['tasks'] if 'ansible.builtin.shell' in task], "
                  "'handlers': [task.get('ansible.builtin.command') for task in play['handlers']]}}))\"",
                  book));
  EXPECT_EQ(run.status, 0) << run.err;
  return Json::parse(run.out);
}

TEST_F(Apply, TheNftablesPlaybookTriesAndLoads) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  if (work_.shell("python3 -c 'import yaml'").status != 0) GTEST_SKIP() << "python3-yaml is not installed";
  compile("nftables");
  const Json commands = commands_of(work_, "nftables");
  const std::string try_it = replaced(commands["validate"][0], "%s", "rules/nftables/backend.nft");
  std::string load = replaced(commands["handlers"][1], "{{ sgc_point }}", "backend");
  load = replaced(load, "/etc/nftables.d", "rules/nftables");
  const ProgramResult run =
      apart(try_it + "\nnft list ruleset\necho tried\n" + load + "\n" + load + "\nnft list tables\n");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "tried\ntable inet sgc-backend\n");
}

TEST_F(Apply, TheIptablesPlaybookTakesUnusedSetsOfSgcAwayAndNoOthers) {
  if (::geteuid() != 0 || !has_program("ipset")) GTEST_SKIP() << "needs root and ipset";
  if (work_.shell("python3 -c 'import yaml'").status != 0) GTEST_SKIP() << "python3-yaml is not installed";
  const std::string take_away = commands_of(work_, "iptables")["shell"][0];
  const ProgramResult run = apart(
      "for name in sgc-backend.old.k3j5h.4 sgc-backend.new.k3j5h.4 sgc-mine mine.own; do ipset create $name hash:net; done\n"
      "iptables -A INPUT -m set --match-set sgc-backend.new.k3j5h.4 src -j DROP\n" +
      take_away + take_away + "ipset list -name\n");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "sgc-backend.new.k3j5h.4\nsgc-mine\nmine.own\n");
}

// ---- nftables.service ---------------------------------------------------------------------------

TEST_F(Apply, RulesInTheFolderSurviveABootAndAReload) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  compile("nftables");
  work_.put("nftables.conf",
            "#!/usr/sbin/nft -f\nflush ruleset\ninclude \"" + (work_ / "nftables.d/*.nft") + "\"\n");
  const std::string start =
      "nft -f nftables.conf\n";  // as the service does when it starts and when it reloads
  const ProgramResult run =
      apart("mkdir nftables.d\ncp rules/nftables/backend.nft apply/sgc.ct.nft nftables.d/\n" + start +
            start + "nft list tables\n");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("table inet sgc-backend"));
  EXPECT_THAT(run.out, HasSubstr("table inet sgc.ct"));
}

// ---- connection tracking, kept awake for XDP ----------------------------------------------------

// The line at the head of a program that calls nft.
std::string nft_line(const std::string& program) {
  const std::size_t begin = program.find("nft '");
  return program.substr(begin, program.find('\n', begin) - begin) + "\n";
}

TEST_F(Apply, TheNftLineLeavesOneRuleHoweverOftenItIsRun) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  compile("xdp");
  const std::string line = nft_line(work_.read("rules/xdp/backend.bpf.c"));
  const ProgramResult run = apart(line + line + line + "nft -f apply/sgc.ct.nft\nnft list ruleset\n");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "table inet sgc.ct {\n\tchain unused {\n\t\tct state new\n\t}\n}\n");
}

TEST_F(Apply, APointMayBeCalledAsTheTableThatKeepsConnectionsTracked) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  work_.put("policy.sg", "securitygroup ct { members 10.0.1.0/24 inbound { allow ssh from 198.51.100.0/24 } }\n");
  compile("nftables,xdp");
  const std::string line = nft_line(work_.read("rules/xdp/ct.bpf.c"));
  const std::string rules = "nft -f rules/nftables/ct.nft\n";
  const ProgramResult run = apart(line + rules + line + rules + "nft list tables\n");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("table inet sgc-ct\n"));
  EXPECT_THAT(run.out, HasSubstr("table inet sgc.ct\n"));
}

// ---- the systemd unit of XDP --------------------------------------------------------------------

// The lines of a unit that begin with one of the keys, as commands of a shell, for the instance of the device dev-0.
std::string unit_commands(const std::string& unit, const std::vector<std::string>& keys) {
  std::string commands;
  std::istringstream stream(unit);
  for (std::string line; std::getline(stream, line);) {
    for (const std::string& key : keys) {
      if (!line.starts_with(key + "=")) continue;
      std::string command = line.substr(key.size() + 1);
      if (command.starts_with('-')) command = command.substr(1) + " 2>/dev/null || true";
      commands += replaced(replaced(command, "%i", R"('dev\x2d0')"), "%I", "dev-0") + "\n";
    }
  }
  return commands;
}

TEST_F(Apply, TheUnitAttachesReplacesAndDetachesAProgram) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  if (!has_program("clang") || !has_program("bpftool")) GTEST_SKIP() << "clang or bpftool is not installed";
  compile("xdp");
  ASSERT_EQ(
      work_
          .shell(
              "clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu -c rules/xdp/backend.bpf.c -o "
              "dev-0.bpf.o")
          .status,
      0);
  const std::string unit = replaced(replaced(work_.read("apply/sgc-xdp@.service"), "/etc/sgc/xdp/", ""), "/etc/nftables.d/", "apply/");
  const auto commands = [&](const std::vector<std::string>& keys) {
    return unit_commands(unit, keys);
  };
  const std::string show =
      "echo programs: $(bpftool net show dev dev-0 | grep -c 'dev-0(') pins: $(ls /sys/fs/bpf | grep sgc)\n";
  const ProgramResult run = apart(
      "mount -t bpf none /sys/fs/bpf\nip link add dev-0 type veth peer name dev-1\n" +
      commands({"ExecStartPre", "ExecStart"}) + show + commands({"ExecReload"}) + show +
      commands({"ExecStop", "ExecStopPost"}) + show);
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "programs: 1 pins: sgc-dev-0\nprograms: 1 pins: sgc-dev-0\nprograms: 0 pins:\n");
}

TEST_F(Apply, SystemdReadsTheUnit) {
  if (!has_program("systemd-analyze")) GTEST_SKIP() << "systemd is not installed";
  if (!has_program("bpftool")) GTEST_SKIP() << "bpftool is not installed: systemd looks for it";
  const ProgramResult run = work_.shell(
      "unit=$(systemd-escape --template=sgc-xdp@.service br-lan); cp apply/sgc-xdp@.service \"$unit\"; systemd-analyze "
      "verify \"./$unit\"");
  EXPECT_THAT(run.err, Not(HasSubstr("sgc-xdp"))) << run.err;
}

// Debian's flushes everybody's rules when it starts.
TEST_F(Apply, TheUnitStartsNoOtherService) {
  for (const char* const key : {"Wants=", "Requires=", "Upholds="})
    EXPECT_THAT(work_.read("apply/sgc-xdp@.service"), Not(HasSubstr(key)));
}

}  // namespace
}  // namespace sgc
