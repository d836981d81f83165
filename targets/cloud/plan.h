// A plan: the API calls that bring a cloud to what the policy says, in an order that keeps traffic safe. The three
// clouds differ in what they call and share how a plan looks, is ordered and is written; see README.md for the format
// and for how tooling applies it.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "targets/cloud/bill.h"
#include "targets/cloud/json_text.h"
#include "targets/target.h"

namespace sgc::targets::cloud {

// When a call is made. Calls are made phase by phase, within a phase in the order in which they were added: new
// objects first, which no traffic meets yet; then what is newly denied; then what is newly allowed; only then are
// filled objects put in force and the old taken away, so that what must pass passes at every instant.
enum class Phase : std::uint8_t {
  Check,   // reads what the plan relies on and changes nothing
  Create,
  Deny,
  Allow,
  Attach,
  Revoke,
};

std::string_view to_string(Phase phase);

// An id in a call's answer, and the placeholder that stands for it in later requests.
struct Created {
  std::string placeholder;
  std::string from;  // where the answer has it: "SecurityGroup.SecurityGroupId"
};

// What the answer of a Check must say for the plan to be right.
struct Expectation {
  std::string path;  // "Listeners[0].HealthCheck.SourceIpType"
  Json is;
};

// Index of a call in the order of adding.
struct CallId {
  std::uint32_t index = UINT32_MAX;
};

struct Call {
  Phase phase = Phase::Create;
  std::string service;  // "vpc"
  std::string action;   // "CreateSecurityGroup", as the API spells it
  std::string version;  // of the API: "2017-03-12"
  std::string object;   // the policy's name of what it is about
  std::string source;   // "policy.sg:14"
  Json request;

  std::vector<Created> creates;
  std::vector<Expectation> expects;
  std::vector<CallId> after;  // beside the calls that create what the request names, which are found by themselves
};

// An id that the policy does not bind and the plan does not create: a machine, a load balancer, a subnet.
struct Input {
  std::string placeholder;
  std::string what;  // "id of instance web1 (ins-…)"

  bool operator==(const Input&) const = default;
};

// A point whose rules several calls change, of objects that are in force: between the first of them and the last it has
// some of the old and some of the new, and no order of the calls keeps what both say.
struct Mixture {
  std::string object;
  std::vector<CallId> calls;
};

// A section of the plan that only one cloud has; see that cloud's README.
struct Section {
  std::string name;
  Json content;
};

class Plan {
 public:
  CallId add(Call call);

  // Asks for an id; asking again for the same placeholder changes nothing.
  void ask(Input input);

  // Says so in the plan; see Mixture.
  void say_mixed(Mixture mixture) { mixtures_.push_back(std::move(mixture)); }

  void add_section(Section section) { sections_.push_back(std::move(section)); }

  std::span<const Call> calls() const { return calls_; }
  std::span<const Input> inputs() const { return inputs_; }
  std::span<const Mixture> mixtures() const { return mixtures_; }
  std::span<const Section> sections() const { return sections_; }

 private:
  std::vector<Call> calls_;
  std::vector<Input> inputs_;
  std::vector<Mixture> mixtures_;
  std::vector<Section> sections_;
};

// Asks for each id that requests name and no call creates; `whats` says by placeholder what can be asked for.
void ask_for_the_rest(Plan& plan, const std::map<std::string, std::string>& whats);

// What the head of a plan says, and how this cloud's own command line is called.
struct PlanHead {
  std::string_view target;  // "tencent": the folder of the files, too
  std::string_view version;  // of sgc
  std::string region;        // empty where the policy names none

  // The command that makes `call`, reading its request from `file`.
  std::string (*command)(const Call& call, std::string_view file, std::string_view region);
};

// TARGET/plan.json and one TARGET/NN-Action.json a call, calls in the order of making. Before: every placeholder in a
// request is created by a call of an earlier phase, or earlier in its own, or asked for.
std::vector<OutputFile> print_plan(const Plan& plan, const PlanHead& head, const Bill& bill);

}  // namespace sgc::targets::cloud
