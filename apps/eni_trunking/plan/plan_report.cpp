#include "eni_trunking/plan/plan_report.h"

#include <algorithm>

#include "base/text.h"
#include "eni_trunking/output/html_page.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

using diagnosis::Packing;
using diagnosis::Plan;
using diagnosis::PlanRow;
using diagnosis::Usage;

namespace {

struct Totals {
  long long tasks = 0;
  long long services = 0;
  long long daemons = 0;
  long long hosts = 0;
  long long with_trunk = 0;
};

Totals totals_of(const Plan& plan) {
  Totals totals;
  for (const diagnosis::Workload& workload : plan.input.workloads) {
    ++(workload.is_daemon ? totals.daemons : totals.services);
    totals.tasks += workload.tasks;
  }
  for (const diagnosis::HostCount& count : plan.input.hosts) {
    totals.hosts += count.hosts;
    totals.with_trunk += count.with_trunk;
  }
  return totals;
}

std::string counted(long long number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

/// "cluster web in eu-central-1: 50 tasks of 2 services and 1 daemon, on 25 hosts, none of them with a trunk".
std::string headline(const Plan& plan) {
  const Totals totals = totals_of(plan);
  std::string text = "cluster " + plan.input.cluster;
  if (!plan.input.region.empty()) text += " in " + plan.input.region;
  text += ": " + counted(totals.tasks, "task") + " of " + counted(totals.services, "service");
  if (totals.daemons > 0) text += " and " + counted(totals.daemons, "daemon");
  text += ", on " + counted(totals.hosts, "host") + ", ";
  return text + (totals.with_trunk == 0 ? "none" : std::to_string(totals.with_trunk)) +
         " of them with a trunk";
}

/// What most is in use of, with that many hosts.
std::string_view binding_of(const Usage& usage) {
  const double most = std::max({usage.cpu, usage.memory, usage.interfaces});
  if (most <= 0) return "";
  return most == usage.interfaces ? "interfaces" : most == usage.cpu ? "CPU" : "memory";
}

std::string hosts_text(const Packing& packing) {
  return packing.hosts ? std::to_string(*packing.hosts) : "none";
}

std::string tasks_a_host(const Plan& plan, const Packing& packing) {
  if (!packing.hosts || *packing.hosts == 0) return "";
  return fixed(static_cast<double>(totals_of(plan).tasks) / static_cast<double>(*packing.hosts), 1);
}

std::optional<double> hourly_cost(const PlanRow& row, const Packing& packing) {
  if (!row.hourly_price || !packing.hosts) return std::nullopt;
  return static_cast<double>(*packing.hosts) * *row.hourly_price;
}

std::string money(std::optional<double> amount) { return amount ? fixed(*amount, 2) : ""; }

bool has_prices(const Plan& plan) {
  return std::any_of(plan.rows.begin(), plan.rows.end(),
                     [](const PlanRow& row) { return row.hourly_price.has_value(); });
}

std::vector<std::string> headings(const Plan& plan) {
  std::vector<std::string> names{"type", "hosts off", "on", "tasks off", "on", "binds"};
  if (has_prices(plan)) names.insert(names.end(), {"cost off", "on"});
  return names;
}

std::vector<std::string> cells_of(const Plan& plan, const PlanRow& row) {
  std::vector<std::string> cells{std::string(row.type->instance_type) + (row.is_current ? " *" : ""),
                                 hosts_text(row.without),
                                 hosts_text(row.with),
                                 tasks_a_host(plan, row.without),
                                 tasks_a_host(plan, row.with),
                                 std::string(binding_of(row.with.usage))};
  if (has_prices(plan)) {
    cells.push_back(money(hourly_cost(row, row.without)));
    cells.push_back(money(hourly_cost(row, row.with)));
  }
  return cells;
}

/// Why a type would not do, each reason once.
std::vector<std::string> obstacles(const Plan& plan) {
  std::vector<std::string> out;
  for (const PlanRow& row : plan.rows) {
    if (!row.with.obstacle.empty())
      out.push_back(row.with.obstacle);
    else if (!row.without.obstacle.empty())
      out.push_back(row.without.obstacle + ", without trunking");
  }
  return out;
}

std::string notes(const Plan& plan) {
  std::string out =
      "* the cluster has hosts of it. off, on: without and with ENI trunking; tasks:\n"
      "on a host; binds: what is in use most, with it";
  out += has_prices(plan) ? "; cost: of all hosts, an hour.\n" : ".\n";
  for (const std::string& obstacle : obstacles(plan)) out += obstacle + "\n";
  out += "\nIt is assumed that\n";
  for (const std::string& assumption : plan.assumptions) {
    std::string lines = wrapped(assumption, "  ");
    lines.front() = '-';
    out += lines;
  }
  return out;
}

json::value nullable(std::optional<double> number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::object to_json(const PlanRow& row, const Packing& packing) {
  return {{"hosts", packing.hosts ? json::value(*packing.hosts) : json::value(nullptr)},
          {"binds", binding_of(packing.usage)},
          {"cpu_used", packing.usage.cpu},
          {"memory_used", packing.usage.memory},
          {"interfaces_used", packing.usage.interfaces},
          {"hourly_cost", nullable(hourly_cost(row, packing))},
          {"obstacle", packing.obstacle}};
}

}  // namespace

std::string plan_table(const Plan& plan) {
  const std::vector<std::string> names = headings(plan);
  std::vector<Column> columns;
  for (std::size_t i = 0; i < names.size(); ++i)
    columns.push_back({names[i], i == 0 || i == 5 ? Align::kLeft : Align::kRight});
  TextTable table{std::move(columns)};
  for (const PlanRow& row : plan.rows) table.add_row(cells_of(plan, row));
  return wrapped(headline(plan), "") + "\n" + table.text() + "\n" + notes(plan);
}

std::string plan_json(const Plan& plan) {
  const Totals totals = totals_of(plan);
  json::array types;
  for (const PlanRow& row : plan.rows)
    types.push_back({{"instance_type", row.type->instance_type},
                     {"is_current", row.is_current},
                     {"hourly_price", nullable(row.hourly_price)},
                     {"without_trunking", to_json(row, row.without)},
                     {"with_trunking", to_json(row, row.with)}});
  return pretty(json::object{{"cluster", plan.input.cluster},
                             {"region", plan.input.region},
                             {"tasks", totals.tasks},
                             {"hosts", totals.hosts},
                             {"hosts_with_trunk", totals.with_trunk},
                             {"types", std::move(types)},
                             {"assumptions", json::array(plan.assumptions.begin(), plan.assumptions.end())}});
}

std::string plan_markdown(const Plan& plan) {
  const auto line = [](const std::vector<std::string>& cells) { return "| " + join(cells, " | ") + " |\n"; };
  const std::vector<std::string> names = headings(plan);
  std::vector<std::string> rule(names.size(), "---:");
  rule[0] = rule[5] = "---";
  std::string out = headline(plan) + "\n\n" + line(names) + line(rule);
  for (const PlanRow& row : plan.rows) {
    std::vector<std::string> cells = cells_of(plan, row);
    cells[0] = replace_all(cells[0], "*", "\\*");
    out += line(cells);
  }
  return out + "\n" + replace_all(notes(plan), "* the cluster", "\\* the cluster");
}

std::string plan_html(const Plan& plan) {
  const auto line = [](const std::vector<std::string>& cells, const char* tag) {
    std::string out = "<tr>";
    for (const std::string& cell : cells)
      out += "<" + std::string(tag) + ">" + xml_escape(cell) + "</" + std::string(tag) + ">";
    return out + "</tr>\n";
  };
  std::string body = "<h1>ENI trunking for " + xml_escape(plan.input.cluster) + "</h1>\n<p>" +
                     xml_escape(headline(plan)) + ".</p>\n<table>\n<thead>" + line(headings(plan), "th") +
                     "</thead>\n<tbody>\n";
  for (const PlanRow& row : plan.rows) body += line(cells_of(plan, row), "td");
  return html_page("ENI trunking for " + plan.input.cluster,
                   body + "</tbody>\n</table>\n<pre>" + xml_escape(notes(plan)) + "</pre>\n");
}

}  // namespace eni::command
