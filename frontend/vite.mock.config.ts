import { defineConfig, mergeConfig } from 'vite';
import { mockBackend } from './mock/vite-plugin.ts';
import base from './vite.config.ts';

export default mergeConfig(base, defineConfig({ plugins: [mockBackend()] }));
