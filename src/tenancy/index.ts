import type { Action } from "./action.ts";
import { getAuditEntry, listAuditLog } from "./audit/get-audit-log.ts";
import { deleteBudget } from "./budgets/delete-budget.ts";
import { getBudgetSettings } from "./budgets/get-budget-settings.ts";
import { getBudgets, listBudgets } from "./budgets/get-budgets.ts";
import { getProviderBudgets } from "./budgets/get-provider-budgets.ts";
import { newBudget } from "./budgets/new-budget.ts";
import { updateBudget } from "./budgets/update-budget.ts";
import { deleteCustomers } from "./customers/delete-customers.ts";
import { getCustomer, listCustomers } from "./customers/get-customers.ts";
import { newCustomer } from "./customers/new-customer.ts";
import { blockCustomers, unblockCustomers } from "./customers/set-customers-blocked.ts";
import { updateCustomer } from "./customers/update-customer.ts";
import { bulkUpdateKeys } from "./keys/bulk-update-keys.ts";
import { checkKeyHealth } from "./keys/check-key-health.ts";
import { deleteKeys } from "./keys/delete-keys.ts";
import { generateKey } from "./keys/generate-key.ts";
import { generateServiceAccount } from "./keys/generate-service-account.ts";
import { getKeyInfo } from "./keys/get-key-info.ts";
import { getKeyInfos } from "./keys/get-key-infos.ts";
import { listKeyAliases } from "./keys/list-key-aliases.ts";
import { listKeys } from "./keys/list-keys.ts";
import { regenerateKey } from "./keys/regenerate-key.ts";
import { resetKeySpend } from "./keys/reset-key-spend.ts";
import { blockKey, unblockKey } from "./keys/set-key-blocked.ts";
import { updateKey } from "./keys/update-key.ts";
import { addOrganizationMembers } from "./organizations/add-organization-members.ts";
import { deleteOrganizationMember } from "./organizations/delete-organization-member.ts";
import { deleteOrganizations } from "./organizations/delete-organizations.ts";
import { getOrganization, getOrganizations, listOrganizations } from "./organizations/get-organizations.ts";
import { newOrganization } from "./organizations/new-organization.ts";
import { updateOrganizationMember } from "./organizations/update-organization-member.ts";
import { updateOrganization } from "./organizations/update-organization.ts";
import { spendActions } from "./spend/index.ts";
import { deleteTag } from "./tags/delete-tag.ts";
import { getTags, listTags } from "./tags/get-tags.ts";
import { newTag } from "./tags/new-tag.ts";
import { updateTag } from "./tags/update-tag.ts";
import { addTeamMembers } from "./teams/add-team-members.ts";
import { bulkAddTeamMembers } from "./teams/bulk-add-members.ts";
import { addTeamModels, deleteTeamModels } from "./teams/change-team-models.ts";
import { deleteTeamMember } from "./teams/delete-team-member.ts";
import { deleteTeams } from "./teams/delete-teams.ts";
import { getTeamInfo } from "./teams/get-team-info.ts";
import { listTeamPages, listTeams } from "./teams/list-teams.ts";
import { listMemberPermissions, updateMemberPermissions } from "./teams/member-permissions.ts";
import { newTeam } from "./teams/new-team.ts";
import { listAvailableTeams, searchTeams } from "./teams/search-teams.ts";
import { blockTeam, unblockTeam } from "./teams/set-team-blocked.ts";
import { updateTeam } from "./teams/update-team.ts";
import { updateTeamMember } from "./teams/update-team-member.ts";
import { bulkUpdateUsers } from "./users/bulk-update-users.ts";
import { deleteUsers } from "./users/delete-users.ts";
import { getAvailableRoles, getAvailableUsers } from "./users/get-available.ts";
import { getUserInfo } from "./users/get-user-info.ts";
import { listUsers } from "./users/list-users.ts";
import { newUser } from "./users/new-user.ts";
import { searchUsers } from "./users/search-users.ts";
import { updateUser } from "./users/update-user.ts";

/** Everything management can do. */
export const actions: readonly Action[] = [
  generateKey,
  generateServiceAccount,
  updateKey,
  bulkUpdateKeys,
  regenerateKey,
  getKeyInfo,
  getKeyInfos,
  checkKeyHealth,
  listKeys,
  listKeyAliases,
  deleteKeys,
  blockKey,
  unblockKey,
  resetKeySpend,
  newUser,
  updateUser,
  bulkUpdateUsers,
  getUserInfo,
  listUsers,
  searchUsers,
  getAvailableUsers,
  getAvailableRoles,
  deleteUsers,
  newTeam,
  updateTeam,
  getTeamInfo,
  listTeams,
  listTeamPages,
  searchTeams,
  listAvailableTeams,
  deleteTeams,
  blockTeam,
  unblockTeam,
  addTeamModels,
  deleteTeamModels,
  listMemberPermissions,
  updateMemberPermissions,
  addTeamMembers,
  bulkAddTeamMembers,
  updateTeamMember,
  deleteTeamMember,
  newOrganization,
  updateOrganization,
  getOrganization,
  getOrganizations,
  listOrganizations,
  deleteOrganizations,
  addOrganizationMembers,
  updateOrganizationMember,
  deleteOrganizationMember,
  newCustomer,
  updateCustomer,
  getCustomer,
  listCustomers,
  blockCustomers,
  unblockCustomers,
  deleteCustomers,
  newBudget,
  updateBudget,
  getBudgets,
  getBudgetSettings,
  getProviderBudgets,
  listBudgets,
  deleteBudget,
  newTag,
  updateTag,
  getTags,
  listTags,
  deleteTag,
  listAuditLog,
  getAuditEntry,
  ...spendActions,
];
