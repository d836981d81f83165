#include <gtest/gtest.h>
#include <fmt/format.h>
#include "tests/properties/random_policy.h"
#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/lab_fixture.h"
namespace sgc::verdicts { namespace {
using Scratch = LabTest;
TEST_F(Scratch, Random) {
  size_t total=0, shown=0, files=0; int bad=0;
  for (uint64_t seed=1; seed<=600; ++seed) {
    properties::RandomPolicyOptions o; o.target_blocks={"target nftables { baseline off }\n"}; o.established_deny=true;
    auto p = properties::random_policy(seed,o);
    if ((p.text+p.files["more.sg"]).find("missing-")!=std::string::npos) continue;
    test::CompiledPolicy c(p.text,"nftables",p.files);
    for (auto& f : c.files()) {
      auto name=f.path.substr(f.path.rfind('/')+1); name=name.substr(0,name.size()-4);
      lab().clear(); auto L=lab().load({{"a.nft",f.bytes}},{"nft -f a.nft"});
      if (!L.ok) { fmt::print("seed {} {} NOT LOADED {}\n",seed,f.path,L.transcript.substr(0,600)); ++bad; continue; }
      ++files;
      for (auto dir: ir::kDirections) {
        const auto& list=c.point(name).list(dir);
        auto pk=boundary_packets(c.policy(),list,{4000,seed});
        auto out=lab().judge(dir,pk);
        auto cmp=compare(c.policy(),list,pk,out);
        total+=pk.size(); shown+=cmp.shown;
        if(!cmp.agreed() && ++bad<8) fmt::print("seed {} {} {}: {}\n",seed,name,to_string(dir),to_string(cmp));
      }
    }
  }
  fmt::print("files {} packets {} shown {} bad {}\n",files,total,shown,bad);
}
}}
