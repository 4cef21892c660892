#include "diagnosis/plan.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/density/instance_type_selection.h"
#include "eni_trunking/global_options.h"
#include "eni_trunking/plan/plan_report.h"

namespace eni::command {

namespace {

using diagnosis::HourlyPrices;
using diagnosis::PlanInput;

struct Options {
  std::shared_ptr<GlobalOptions> global;
  std::string cluster;
  std::string from;
  std::vector<std::string> types;
  std::vector<std::string> prices;
  std::string price_file;
  std::string output = "table";
};

/// TYPE=PRICE, of a type that exists.
Result<void> add_price(HourlyPrices& prices, const std::string& text, const std::string& where) {
  const auto equals = text.find('=');
  const std::string type{trim(std::string_view(text).substr(0, equals))};
  double price = NAN;
  if (equals != std::string::npos) {
    const std::string_view number = trim(std::string_view(text).substr(equals + 1));
    const auto read = std::from_chars(number.data(), number.data() + number.size(), price);
    if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) price = NAN;
  }
  if (!(price >= 0) || !std::isfinite(price))
    return Error{where + "'" + text + "' is no price", "it is TYPE=PRICE: c5.large=0.097"};
  if (!trunking::find_instance_type(type))
    return Error{where + "'" + type + "' is no instance type", "all of them: eni-trunking density --all"};
  prices[type] = price;
  return {};
}

Result<std::string> read_file(const client::UserEnvironment& environment, const std::string& file) {
  ENI_TRY(auto text, environment.read_file(file));
  if (!text) return Error{"cannot read " + file + ": No such file or directory", ""};
  return *std::move(text);
}

Result<HourlyPrices> read_prices(const Options& options, const client::UserEnvironment& environment) {
  HourlyPrices prices;
  if (!options.price_file.empty()) {
    ENI_TRY(const std::string text, read_file(environment, options.price_file));
    int number = 0;
    for (const std::string& line : split(text, '\n')) {
      ++number;
      const std::string content{trim(std::string_view(line).substr(0, line.find('#')))};
      if (content.empty()) continue;
      ENI_CHECK(add_price(prices, content, options.price_file + ", line " + std::to_string(number) + ": "));
    }
  }
  for (const std::string& text : options.prices) {
    ENI_CHECK(add_price(prices, text, "--hourly-price: "));
  }
  return prices;
}

Result<PlanInput> read_description(const std::string& file, const client::UserEnvironment& environment) {
  ENI_TRY(const std::string text, read_file(environment, file == "-" ? "/dev/stdin" : file));
  const auto value = parse_json(text);
  if (value.has_error()) return Error{file + ": " + value.error().message, ""};
  auto input = diagnosis::read_plan_input(*value);
  if (input.has_error())
    return Error{file + ": " + input.error().message, "eni-trunking plan --help shows the form"};
  return input;
}

/// The types that are asked for, or those that the cluster's own suggest.
Result<InstanceTypes> chosen_types(const Options& options, const PlanInput& input) {
  if (!options.types.empty()) return select_instance_types(options.types);
  InstanceTypes types = diagnosis::types_to_plan_with(input);
  if (types.empty())
    return Error{"the description names no hosts of a known type",
                 "say which types would do: --type c5.large"};
  std::stable_sort(types.begin(), types.end(),
                   [](const auto* a, const auto* b) { return is_before(*a, *b); });
  return types;
}

std::string report(const diagnosis::Plan& plan, const std::string& output) {
  if (output == "json") return plan_json(plan);
  if (output == "markdown") return plan_markdown(plan);
  return output == "html" ? plan_html(plan) : plan_table(plan);
}

ExitCode print_plan(const Options& options, PlanInput input, const HourlyPrices& prices, AwsAccess& access,
                    Terminal& terminal) {
  if (options.output == "description") {
    terminal.out << pretty(to_json(input));
    return ExitCode::kFine;
  }
  const auto types = chosen_types(options, input);
  if (types.has_error()) return fail(terminal, types.error(), ExitCode::kUsage);
  const auto plan = make_plan(std::move(input), *types, prices, access.random);
  if (plan.has_error()) return fail(terminal, plan.error());
  terminal.out << report(*plan, options.output);
  return ExitCode::kFine;
}

ExitCode run_plan(const Options& options, Terminal& terminal) {
  AwsAccess access;
  // What was typed wrong is said before anything is asked for.
  const auto prices = read_prices(options, access.environment);
  if (prices.has_error()) return fail(terminal, prices.error(), ExitCode::kUsage);
  if (const auto types = select_instance_types(options.types); types.has_error())
    return fail(terminal, types.error(), ExitCode::kUsage);
  if (!options.from.empty()) {
    auto input = read_description(options.from, access.environment);
    if (input.has_error()) return fail(terminal, input.error(), ExitCode::kUsage);
    return print_plan(options, *std::move(input), *prices, access, terminal);
  }
  if (options.cluster.empty())
    return fail(terminal, {"there is no cluster to plan for", "eni-trunking plan CLUSTER, or --from FILE"},
                ExitCode::kUsage);
  const auto session = access.open(*options.global);
  if (session.has_error()) return fail(terminal, session.error());
  ReadOptions read;
  read.clusters = {options.cluster};
  const auto description = read_clusters(*session, read, access.waiter.now());
  if (description.has_error()) return fail(terminal, description.error());
  auto input = plan_input_of(*description, description->clusters.front());
  if (input.has_error()) return fail(terminal, input.error());
  return print_plan(options, *std::move(input), *prices, access, terminal);
}

}  // namespace

Run declare_plan(CLI::App& app, Terminal& terminal) {
  auto options = std::make_shared<Options>();
  auto* cluster = app.add_option("cluster", options->cluster, "Name or ARN")->type_name("CLUSTER");
  app.add_option("--from", options->from, "A saved description in place of CLUSTER; - is\nstandard input")
      ->type_name("FILE")
      ->excludes(cluster);
  app.add_option("--type", options->types,
                 "c5.large, or the family c5, or '*.large'; else the\ncluster's own families")
      ->type_name("TYPE");
  app.add_option("--hourly-price", options->prices, "What a host costs an hour, in any currency")
      ->type_name("TYPE=PRICE");
  app.add_option("--prices", options->price_file, "The same, a line each; # begins a comment")
      ->type_name("FILE");
  app.add_option("--output", options->output, "table, json, markdown, html; description: what\n--from reads")
      ->check(CLI::IsMember({"table", "json", "markdown", "html", "description"}))
      ->type_name("FORM");
  options->global = declare_global_options(app);
  app.footer(
      "Places the tasks of the cluster's services on hosts of each type, by their\n"
      "strategies and as ECS would, until all have a place. Changes nothing.\n"
      "  eni-trunking plan web --hourly-price c5.large=0.097\n"
      "  eni-trunking plan web --output description > web.json\n"
      "  eni-trunking plan --from web.json --type 'm7g.*'\n"
      "A description by hand:\n"
      "  {\"cluster\": \"web\", \"zones\": [\"a\", \"b\"],\n"
      "   \"hosts\": [{\"type\": \"c5.large\", \"hosts\": 25}],\n"
      "   \"services\": [{\"name\": \"api\", \"tasks\": 50, \"cpu\": 128,\n"
      "                 \"memory_mib\": 256}]}");
  return [options, &terminal] { return run_plan(*options, terminal); };
}

}  // namespace eni::command
