#include "compiler/sema/analyze.h"

#include "compiler/sema/acls.h"
#include "compiler/sema/assertions.h"
#include "compiler/sema/blacklists.h"
#include "compiler/sema/lists.h"
#include "compiler/sema/listeners.h"
#include "compiler/sema/points.h"
#include "compiler/sema/rules.h"
#include "compiler/sema/target_blocks.h"
#include "compiler/sema/unused.h"

namespace sgc::sema {
namespace {

PointStatements read_statements(const Symbols& symbols, Context& context) {
  PointStatements blocks;
  for (std::uint32_t index = 0; index < context.policy.points.size(); ++index) {
    blocks.emplace_back(symbols.point(index), context);
  }
  return blocks;
}

}  // namespace

ir::Policy analyze(const ast::Policy& written, const ast::File& prelude, SourceMap& sources, Loader& loader,
                   const Options& options, Sink& sink) {
  ir::Policy policy;
  policy.today = options.today;
  Context context{policy, sources, loader, options, sink};

  const Symbols symbols(written, prelude, context);
  Services services(symbols, context);
  Whos whos(symbols, context);
  Rules rules(services, whos, context);

  const PointStatements blocks = read_statements(symbols, context);
  fill_networks(symbols, context);
  fill_points(blocks, symbols, whos, rules, context);

  Drafts drafts(policy.points.size());
  lower_blacklists(symbols, rules, whos, drafts, context);
  lower_blocks(blocks, rules, whos, drafts, context);
  derive_listener_rules(drafts, whos, context);
  assemble_lists(drafts, context);
  derive_acl_rules(whos, context);

  lower_assertions(written, rules, context);
  lower_target_blocks(written, symbols, context);
  services.resolve_all();
  whos.resolve_all_groups();
  if (!sink.has_errors()) {  // else what they say may be wrong: an error left out a rule, and what it used
    rules.report_one_family_rules();
    report_unused(context);
  }
  return policy;
}

}  // namespace sgc::sema
